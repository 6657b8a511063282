#include "process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <mutex>
#include <set>
#include <sstream>
#include <stdexcept>
#include <system_error>

namespace toolbox::bench {
namespace {

constexpr std::chrono::seconds stop_grace{6};  // the daemon may take 5 s for requests in flight

// Guards `running`, starting and reaping: a pid in the set is never a stranger's.
std::mutex running_mutex;
std::set<pid_t> running;

// glibc 2.36 declares its own without extern "C".
UniqueFd open_pidfd(pid_t pid) {
  return UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
}

class SpawnSetup {
 public:
  explicit SpawnSetup(const ProcessSpec& spec) {
    posix_spawn_file_actions_init(&actions_);
    if (!spec.terminal.empty()) {
      posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, spec.terminal.c_str(), O_RDWR, 0);
      posix_spawn_file_actions_adddup2(&actions_, STDIN_FILENO, STDOUT_FILENO);
      posix_spawn_file_actions_adddup2(&actions_, STDIN_FILENO, STDERR_FILENO);
    } else if (spec.input >= 0) {
      posix_spawn_file_actions_adddup2(&actions_, spec.input, STDIN_FILENO);
    } else {
      posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    }
    if (spec.output >= 0) {
      posix_spawn_file_actions_adddup2(&actions_, spec.output, STDOUT_FILENO);
      posix_spawn_file_actions_adddup2(&actions_, spec.output, STDERR_FILENO);
    }
    if (spec.errors >= 0) posix_spawn_file_actions_adddup2(&actions_, spec.errors, STDERR_FILENO);
    if (spec.channel >= 0) posix_spawn_file_actions_adddup2(&actions_, spec.channel, STDERR_FILENO + 1);
    if (!spec.directory.empty()) posix_spawn_file_actions_addchdir_np(&actions_, spec.directory.c_str());
    posix_spawnattr_init(&attributes_);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes_, &none);
    const int session = spec.terminal.empty() ? 0 : POSIX_SPAWN_SETSID;
    posix_spawnattr_setflags(&attributes_, static_cast<short>(POSIX_SPAWN_SETSIGMASK | session));
  }
  SpawnSetup(const SpawnSetup&) = delete;
  SpawnSetup& operator=(const SpawnSetup&) = delete;
  ~SpawnSetup() {
    posix_spawn_file_actions_destroy(&actions_);
    posix_spawnattr_destroy(&attributes_);
  }

  pid_t spawn(const ProcessSpec& spec) const {
    auto arguments = c_pointers(spec.argv);
    auto environment = c_pointers(spec.environment);
    pid_t pid = -1;
    const int error =
        posix_spawn(&pid, arguments[0], &actions_, &attributes_, arguments.data(), environment.data());
    if (error != 0) throw std::system_error(error, std::generic_category(), spec.argv[0]);
    return pid;
  }

 private:
  posix_spawn_file_actions_t actions_{};
  posix_spawnattr_t attributes_{};
};

// Through the pidfd: also when kill_all() has just reaped the process, no stranger is hit.
void send_signal(int pidfd, int signal) {
  ::syscall(SYS_pidfd_send_signal, pidfd, signal, nullptr, 0);
}

bool pidfd_ended(int pidfd, std::chrono::milliseconds within) {
  pollfd entry{pidfd, POLLIN, 0};
  return ::poll(&entry, 1, static_cast<int>(within.count())) == 1;
}

}  // namespace

Process::Process(const ProcessSpec& spec) {
  const SpawnSetup setup(spec);
  const std::scoped_lock lock(running_mutex);
  pid_ = setup.spawn(spec);
  running.insert(pid_);
  pidfd_ = open_pidfd(pid_);
  if (!pidfd_) {
    const int error = errno;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
    running.erase(pid_);
    throw std::system_error(error, std::generic_category(), "pidfd_open");
  }
}

Process::~Process() {
  stop();
}

bool Process::has_ended(std::chrono::milliseconds within) const {
  return pid_ < 0 || pidfd_ended(pidfd_.get(), within);
}

int Process::wait() {
  if (pid_ < 0) throw std::logic_error("the process was already waited for");
  pidfd_ended(pidfd_.get(), std::chrono::milliseconds(-1));
  const std::scoped_lock lock(running_mutex);
  int status = 0;
  if (::waitpid(pid_, &status, 0) != pid_) throw std::system_error(errno, std::generic_category(), "waitpid");
  running.erase(pid_);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

void Process::stop() {
  if (pid_ < 0) return;
  send_signal(pidfd_.get(), SIGTERM);
  if (!has_ended(stop_grace)) send_signal(pidfd_.get(), SIGKILL);
  wait();
}

void kill_all() {
  running_mutex.lock();  // never unlocked: nobody starts or reaps any more
  for (const pid_t pid : running) ::kill(pid, SIGTERM);
  const auto deadline = std::chrono::steady_clock::now() + stop_grace;
  for (const pid_t pid : running) {
    const UniqueFd pidfd = open_pidfd(pid);
    const auto left = deadline - std::chrono::steady_clock::now();
    const auto wait = std::chrono::duration_cast<std::chrono::milliseconds>(left);
    if (!pidfd || !pidfd_ended(pidfd.get(), std::max(wait, std::chrono::milliseconds(0)))) {
      ::kill(pid, SIGKILL);
    }
    ::waitpid(pid, nullptr, 0);
  }
}

void block_if_stopping() {
  const std::scoped_lock lock(running_mutex);
}

std::string require_program(const std::string& name, const std::string& package) {
  const char* path = std::getenv("PATH");
  std::istringstream directories(std::string(path ? path : "/usr/bin:/bin") + ":/usr/sbin:/sbin");
  for (std::string directory; std::getline(directories, directory, ':');) {
    auto candidate = directory + "/" + name;
    if (!directory.empty() && ::access(candidate.c_str(), X_OK) == 0) return candidate;
  }
  throw std::runtime_error(name + " is not installed; it is in the Debian package " + package);
}

std::string run_reading(const std::vector<std::string>& argv, const std::vector<std::string>& environment) {
  auto pipe = make_pipe();
  Process process({argv, environment, {}, pipe.write_end.get()});
  pipe.write_end.reset();
  std::string output;
  std::vector<char> buffer(std::size_t{64} * 1024);
  for (;;) {
    const auto got = ::read(pipe.read_end.get(), buffer.data(), buffer.size());
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) break;
    output.append(buffer.data(), static_cast<std::size_t>(got));
  }
  if (const int code = process.wait(); code != 0) {
    throw std::runtime_error(argv[0] + " ended with " + std::to_string(code) + ": " + output.substr(0, 300));
  }
  return output;
}

std::vector<std::string> environment_with(const std::vector<std::string>& entries) {
  std::vector<std::string> result = entries;
  for (char** entry = environ; *entry != nullptr; ++entry) {
    const std::string text = *entry;
    const auto name = text.substr(0, text.find('=') + 1);
    bool replaced = false;
    for (const auto& own : entries) replaced = replaced || own.starts_with(name);
    if (!replaced) result.push_back(text);
  }
  return result;
}

std::vector<char*> c_pointers(const std::vector<std::string>& strings) {
  std::vector<char*> pointers;
  for (const auto& text : strings) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

Pipe make_pipe() {
  std::array<int, 2> fds{};
  if (::pipe2(fds.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category(), "pipe2");
  return {UniqueFd(fds[0]), UniqueFd(fds[1])};
}

}  // namespace toolbox::bench
