#include "base/spawn.h"

#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>

namespace toolbox {
namespace {

// What parent and child share: the child writes where it failed, the parent reads it after the vfork ends.
struct Launch {
  const char* program;
  char** argv;
  char** env;
  const char* cwd;         // nullptr: stay
  std::array<int, 4> fds;  // the last may be -1
  bool on_terminal;
  const rlimit* open_files;
  const char* oom_score_adj;
  int error = 0;
  const char* failed_step = nullptr;
};

// What rt_sigaction(2) takes; all zero is the default action. The C library's struct is another.
struct KernelSigaction {
  void* handler = nullptr;
  unsigned long flags = 0;
  void* restorer = nullptr;
  std::uint64_t mask = 0;
};

// The reading end of a pipe that nobody writes to: empty, like /dev/null.
__attribute__((no_sanitize("address", "undefined"))) int ended_pipe() {
  int ends[2] = {-1, -1};
  if (::pipe2(ends, O_CLOEXEC) != 0) return -1;
  ::close(ends[1]);
  return ends[0];
}

// Runs in the child, on memory shared with the daemon, until exec: system calls only, nothing that
// allocates, locks or throws. Not instrumented, since it never returns to clean its stack's shadow.
__attribute__((no_sanitize("address", "undefined"))) int child_main(void* argument) {
  auto& launch = *static_cast<Launch*>(argument);
  const auto fail = [&](const char* step) __attribute__((no_sanitize("address", "undefined"))) {
    launch.error = errno;
    launch.failed_step = step;
    ::_exit(127);
  };
  // The kernel's own call, as the C library's refuses the two signals that it uses itself; a parent may have
  // ignored those as well.
  const KernelSigaction standard{};
  for (int signal = 1; signal < NSIG; ++signal) {
    ::syscall(SYS_rt_sigaction, signal, &standard, nullptr, sizeof standard.mask);
  }

  // The leader of a session leads a process group as well.
  if ((launch.on_terminal ? ::setsid() : ::setpgid(0, 0)) < 0) fail("process group");
  // Above them first: a source that is itself one of them must not be overwritten before it was copied.
  constexpr int standard_fds = 3;
  const int count = launch.fds[standard_fds] < 0 ? standard_fds : standard_fds + 1;
  for (int i = 0; i < count; ++i) {
    int& fd = launch.fds[static_cast<std::size_t>(i)];
    if (fd < 0) fd = ::open("/dev/null", O_RDWR | O_CLOEXEC);
    if (fd < 0) fd = ended_pipe();  // a root without devices
    if (fd < 0) fail("/dev/null");
    if (fd < count && (fd = ::fcntl(fd, F_DUPFD_CLOEXEC, count)) < 0) fail("file descriptors");
  }
  for (int i = 0; i < count; ++i) {
    if (::dup2(launch.fds[static_cast<std::size_t>(i)], i) < 0) fail("file descriptors");
  }
  if (launch.on_terminal && ::ioctl(STDIN_FILENO, TIOCSCTTY, 0) != 0) fail("controlling terminal");
  // Every descriptor of the daemon is close-on-exec; this is for those of libraries that forget it.
  ::syscall(SYS_close_range, static_cast<unsigned>(count), ~0U, 0U);
  if (launch.cwd != nullptr && ::chdir(launch.cwd) != 0) fail("chdir");
  if (launch.open_files != nullptr) ::setrlimit(RLIMIT_NOFILE, launch.open_files);
  if (launch.oom_score_adj != nullptr) {
    // Best effort: there may be no /proc. The kernel spares the daemon, whose memory this still is.
    if (const int fd = ::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC); fd >= 0) {
      const auto written = ::write(fd, launch.oom_score_adj, std::strlen(launch.oom_score_adj));
      static_cast<void>(written);
      ::close(fd);
    }
  }
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::execve(launch.program, launch.argv, launch.env);
  fail("exec");
  return 127;
}

// clone(2) for clone3's arguments: runs `entry(argument)` in the child on the stack that they name. glibc has
// no such function. Returns the pid or a negated errno.
long clone3_running(clone_args& args, int (*entry)(void*), void* argument) {
#if defined(__x86_64__)
  long result = SYS_clone3;
  register int (*kept_entry)(void*) asm("r12") = entry;
  register void* kept_argument asm("r13") = argument;
  asm volatile(
      "syscall\n\t"
      "test %%rax, %%rax\n\t"
      "jnz 1f\n\t"
      "xor %%ebp, %%ebp\n\t"
      "mov %[argument], %%rdi\n\t"
      "call *%[entry]\n\t"
      "mov %%eax, %%edi\n\t"
      "mov $60, %%eax\n\t"  // exit
      "syscall\n\t"
      "1:"
      : "+a"(result)
      : "D"(&args), "S"(sizeof args), [entry] "r"(kept_entry), [argument] "r"(kept_argument)
      : "rcx", "r11", "memory", "cc");
  return result;
#elif defined(__aarch64__)
  register long number asm("x8") = SYS_clone3;
  register long result asm("x0") = reinterpret_cast<long>(&args);
  register long size asm("x1") = sizeof args;
  register int (*kept_entry)(void*) asm("x19") = entry;
  register void* kept_argument asm("x20") = argument;
  asm volatile(
      "svc #0\n\t"
      "cbnz x0, 1f\n\t"
      "mov x29, #0\n\t"
      "mov x0, %[argument]\n\t"
      "blr %[entry]\n\t"
      "mov x8, #93\n\t"  // exit
      "svc #0\n\t"
      "1:"
      : "+r"(result)
      : "r"(number), "r"(size), [entry] "r"(kept_entry), [argument] "r"(kept_argument)
      : "memory", "cc");
  return result;
#else
  static_cast<void>(args), static_cast<void>(entry), static_cast<void>(argument);
  return -ENOSYS;
#endif
}

constexpr std::size_t stack_size = 64 * 1024;

// Starts child_main with vfork semantics, in `cgroup` if that is possible. Returns the pid or a negated
// errno.
long start_child(Launch& launch, std::byte* stack, int cgroup, int& pidfd) {
  constexpr int flags = CLONE_VM | CLONE_VFORK | CLONE_PIDFD;
  if (cgroup >= 0) {
    clone_args args{};
    args.flags = flags | CLONE_INTO_CGROUP;
    args.pidfd = reinterpret_cast<std::uint64_t>(&pidfd);
    args.exit_signal = SIGCHLD;
    args.stack = reinterpret_cast<std::uint64_t>(stack);
    args.stack_size = stack_size;
    args.cgroup = static_cast<std::uint64_t>(cgroup);
    const long pid = clone3_running(args, child_main, &launch);
    if (pid >= 0 || pid == -EAGAIN || pid == -ENOMEM) return pid;
    // A system without clone3, or one that does not let it in: the tree is found by its mark.
  }
  const long pid = ::clone(child_main, stack + stack_size, flags | SIGCHLD, &launch, &pidfd);
  return pid < 0 ? -errno : pid;
}

std::vector<char*> pointers(const std::vector<std::string>& strings) {
  std::vector<char*> out;
  out.reserve(strings.size() + 1);
  for (const auto& s : strings) out.push_back(const_cast<char*>(s.c_str()));  // execve takes char**
  out.push_back(nullptr);
  return out;
}

std::string variable(const std::vector<std::string>& env, const std::string& name) {
  for (const auto& entry : env) {
    if (entry.starts_with(name + "=")) return entry.substr(name.size() + 1);
  }
  return {};
}

bool out_of_resources(int error) {
  return error == EAGAIN || error == ENOMEM || error == EMFILE || error == ENFILE;
}

std::string describe(const Launch& launch) {
  const std::string step = launch.failed_step;
  if (step == "chdir") return "cannot change to directory " + std::string(launch.cwd);
  if (step == "exec") return launch.program;
  return step;
}

}  // namespace

std::string find_program(const std::string& name, const std::vector<std::string>& env) {
  if (name.find('/') != std::string::npos) return name;
  std::string path = variable(env, "PATH");
  if (path.empty()) path = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
  for (std::size_t start = 0; start <= path.size();) {
    const std::size_t end = std::min(path.find(':', start), path.size());
    const std::string directory = path.substr(start, end - start);
    std::string candidate = (directory.empty() ? "." : directory) + "/" + name;
    struct stat info{};
    if (::access(candidate.c_str(), X_OK) == 0 && ::stat(candidate.c_str(), &info) == 0 &&
        S_ISREG(info.st_mode)) {
      return candidate;
    }
    start = end + 1;
  }
  throw SpawnError(ENOENT, name + ": not found on PATH", false);
}

Spawned spawn(const Command& command, const ChildDefaults& defaults) {
  const std::string program = find_program(command.argv.at(0), command.env);
  auto argv = pointers(command.argv);
  auto env = pointers(command.env);
  Launch launch{.program = program.c_str(),
                .argv = argv.data(),
                .env = env.data(),
                .cwd = command.cwd.empty() ? nullptr : command.cwd.c_str(),
                .fds = {command.stdin_fd, command.stdout_fd, command.stderr_fd, command.channel_fd},
                .on_terminal = command.on_terminal,
                .open_files = defaults.open_files ? &*defaults.open_files : nullptr,
                .oom_score_adj = defaults.oom_score_adj ? defaults.oom_score_adj->c_str() : nullptr};

  // Left uninitialised, as most of it is never touched; 16 bytes of slack to align it.
  const std::unique_ptr<std::byte[]> memory(new std::byte[stack_size + 16]);
  void* stack = memory.get();
  std::size_t space = stack_size + 16;
  std::align(16, stack_size, stack, space);
  int pidfd = -1;
  const long pid = start_child(launch, static_cast<std::byte*>(stack), command.cgroup_fd, pidfd);
  if (pid < 0)
    throw SpawnError(static_cast<int>(-pid), "cannot start a process",
                     out_of_resources(static_cast<int>(-pid)));
  UniqueFd owned(pidfd);
  // The child that failed is a zombie which the reaper collects like any other.
  if (launch.failed_step != nullptr) {
    throw SpawnError(launch.error, describe(launch), out_of_resources(launch.error));
  }
  return {static_cast<pid_t>(pid), std::move(owned)};
}

}  // namespace toolbox
