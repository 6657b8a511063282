#include <fcntl.h>
#include <sched.h>
#include <spawn.h>
#include <sys/wait.h>

#include <array>
#include <atomic>
#include <future>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include "benchmarks.h"
#include "daemon.h"
#include "http_client.h"
#include "process.h"
#include "rounds.h"

namespace toolbox::bench {
namespace {

constexpr int rounds = 9;
constexpr int commands_in_turn = 60;       // a round
constexpr int commands_in_parallel = 960;  // a round
constexpr int connections = 32;
constexpr int cores = 2;

// Keeps the calling thread, and whatever it starts, on two of the CPUs it may use.
class TwoCores {
 public:
  TwoCores() {
    ::sched_getaffinity(0, sizeof before_, &before_);
    cpu_set_t two;
    CPU_ZERO(&two);
    for (std::size_t cpu = 0; cpu < CPU_SETSIZE && CPU_COUNT(&two) < cores; ++cpu) {
      if (CPU_ISSET(cpu, &before_)) CPU_SET(cpu, &two);
    }
    ::sched_setaffinity(0, sizeof two, &two);
  }
  TwoCores(const TwoCores&) = delete;
  TwoCores& operator=(const TwoCores&) = delete;
  ~TwoCores() { ::sched_setaffinity(0, sizeof before_, &before_); }

 private:
  cpu_set_t before_{};
};

// The baseline: `<shell> -c true` by posix_spawn and waitpid, with /dev/null as input and a pipe for the
// output, in the environment that the daemon's own children get. Used by several threads at once.
class ShellTrue {
 public:
  explicit ShellTrue(const Context& context)
      : environment_(daemon_environment(context)), arguments_{daemon_shell(), "-c", "true"} {}

  void operator()() const {
    auto pipe = make_pipe();
    const pid_t pid = spawn(pipe.write_end.get());
    pipe.write_end.reset();
    std::array<char, 4096> buffer{};
    while (::read(pipe.read_end.get(), buffer.data(), buffer.size()) > 0) {
    }
    int status = 0;
    if (::waitpid(pid, &status, 0) != pid || status != 0)
      throw std::runtime_error("`true` failed in the shell");
  }

 private:
  pid_t spawn(int output) const {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&actions, output, STDERR_FILENO);
    pid_t pid = -1;
    const int error = posix_spawn(&pid, arguments_[0].c_str(), &actions, nullptr,
                                  c_pointers(arguments_).data(), c_pointers(environment_).data());
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) throw std::system_error(error, std::generic_category(), arguments_[0]);
    return pid;
  }

  std::vector<std::string> environment_;
  std::vector<std::string> arguments_;
};

void execute_true(HttpClient& client) {
  const auto answer = client.post("/process/execute", "application/json", R"({"command":"true"})");
  if (answer.find("\"exitCode\":0") == std::string::npos) throw std::runtime_error("execute: " + answer);
}

// Commands a second, when `threads` threads run a shared number of them. `make` gives each its command.
template <class Make>
double parallel_rate(int threads, const Make& make) {
  std::atomic<int> left = commands_in_parallel;
  const auto work = [&] {
    auto command = make();
    while (left.fetch_sub(1) > 0) command();
  };
  return commands_in_parallel / seconds_of([&] {
           std::vector<std::future<void>> results;
           for (int i = 0; i < threads; ++i) results.push_back(std::async(std::launch::async, work));
           for (auto& result : results) result.get();
         });
}

}  // namespace

void bench_execute(Context& context) {
  const ShellTrue shell_true(context);
  const Daemon daemon(context);
  HttpClient client(daemon.port());
  const auto figures = interleave(
      rounds, [&] { return median_milliseconds(commands_in_turn, [&] { execute_true(client); }); },
      [&] { return median_milliseconds(commands_in_turn, shell_true); });
  context.add(at_most_over({"process", "execute `true`, one at a time", "ms"}, figures, 0.3));
}

void bench_execute_parallel(Context& context) {
  const TwoCores two_cores;
  const ShellTrue shell_true(context);
  const Daemon daemon(context);
  const auto one_client = [&] {
    return [client = HttpClient(daemon.port())]() mutable { execute_true(client); };
  };
  const auto figures = interleave(
      rounds, [&] { return parallel_rate(connections, one_client); },
      [&] { return parallel_rate(cores, [&] { return [&] { shell_true(); }; }); });
  context.add(at_least_share({"process", "execute `true`, 32 at a time", "a second"}, figures, 0.8));
}

}  // namespace toolbox::bench
