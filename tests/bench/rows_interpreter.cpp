#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <functional>
#include <list>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "bare_worker.h"
#include "benchmarks.h"
#include "daemon.h"
#include "interpreter.h"
#include "proc_stats.h"
#include "rounds.h"
#include "start.h"
#include "workload.h"

namespace toolbox::bench {
namespace {

using namespace std::chrono_literals;

constexpr int rounds = 9;
constexpr int executions = 60;  // a round
constexpr int code_runs = 20;   // a round
constexpr int print_rounds = 5;
constexpr int starts = 31;
constexpr int idle_contexts = 10;
constexpr auto settling_time = 1s;
constexpr std::uint64_t line_size = 72;
constexpr std::uint64_t lines = 1'400'000;  // 100.8 MB
constexpr double megabyte = 1e6;

// Code that prints them.
std::string printing() {
  return "for _ in range(" + std::to_string(lines) + "): print('x' * " + std::to_string(line_size - 1) +
         ")\n";
}

void check_lines(std::uint64_t count) {
  if (count != lines) throw std::runtime_error(std::to_string(count) + " lines came");
}

double rate_of(const std::function<void()>& work) {
  return static_cast<double>(lines * line_size) / megabyte / seconds_of(work);
}

// The plain interpreter on pipes, in the environment of the daemon's children.
class PlainPython {
 public:
  PlainPython(const Context& context, const std::string& code)
      : input_(make_pipe()),
        output_(make_pipe()),
        process_({{python_program(), "-c", code},
                  daemon_environment(context),
                  context.work,
                  output_.write_end.get(),
                  input_.read_end.get()}) {
    input_.read_end.reset();
    output_.write_end.reset();
  }

  void tell_to_go_on() const {
    if (::write(input_.write_end.get(), "\n", 1) != 1) {
      throw std::system_error(errno, std::generic_category(), "cannot write to python3");
    }
  }

  // The next piece of its output; 0 at the end.
  std::size_t read(char* buffer, std::size_t size) const {
    for (;;) {
      const auto got = ::read(output_.read_end.get(), buffer, size);
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "cannot read from python3");
    }
  }

  // How many lines it prints until it ends, successfully.
  std::uint64_t count_lines() {
    std::vector<char> buffer(256 * kib);
    std::uint64_t count = 0;
    while (const auto got = read(buffer.data(), buffer.size())) {
      const auto end = buffer.begin() + static_cast<std::ptrdiff_t>(got);
      count += static_cast<std::uint64_t>(std::count(buffer.begin(), end, '\n'));
    }
    if (const int code = process_.wait(); code != 0) {
      throw std::runtime_error("python3 ended with " + std::to_string(code));
    }
    return count;
  }

 private:
  Pipe input_;
  Pipe output_;
  Process process_;
};

void run_nothing(const Context& context) {
  PlainPython(context, "").count_lines();
}

// From the moment when the plain interpreter, which is already up, is told to print.
double plain_rate(const Context& context) {
  PlainPython python(context, "print(flush=True)\ninput()\n" + printing());
  char ready = 0;
  if (python.read(&ready, 1) != 1) throw std::runtime_error("python3 did not start");
  return rate_of([&] {
    python.tell_to_go_on();
    check_lines(python.count_lines());
  });
}

// Only the ends of lines are escaped in the messages.
double context_rate(const Daemon& daemon) {
  Execution execution(daemon.port());
  return rate_of([&] {
    execution.start(printing());
    check_lines(execution.count_backslashes());
  });
}

// From the first message to `completed`, over a connection that is already open.
double answer_milliseconds(const Daemon& daemon) {
  Execution execution(daemon.port());
  const auto milliseconds = seconds_of([&] {
                              execution.start("1+1");
                              execution.wait();
                            }) *
                            1000;
  execution.wait_for_close();
  return milliseconds;
}

void run_empty(HttpClient& client) {
  const auto answer =
      client.post("/process/code-run", "application/json", R"({"code":"","language":"python"})");
  if (answer.find("\"exitCode\":0") == std::string::npos) throw std::runtime_error("code-run: " + answer);
}

std::vector<std::string> environment_with_path(const Context& context, const std::string& path) {
  auto environment = daemon_environment(context);
  std::erase_if(environment, [](const std::string& entry) { return entry.starts_with("PATH="); });
  environment.push_back("PATH=" + path);
  return environment;
}

}  // namespace

void bench_interpreter_roundtrip(Context& context) {
  const Daemon daemon(context);
  BareWorker bare(context);
  const auto in_bare = [&] { return median_milliseconds(executions, [&] { bare.run("1+1"); }); };
  const auto connected = interleave(
      rounds, [&] { return median_of(executions, [&] { return answer_milliseconds(daemon); }); }, in_bare);
  context.add(at_most_over({"interpreter", "`1+1` in a context, already connected", "ms"}, connected, 0.5));
  const auto connecting = interleave(
      rounds, [&] { return median_milliseconds(executions, [&] { run_code(daemon.port(), "1+1"); }); },
      in_bare);
  context.add(at_most({"interpreter", "`1+1` in a context, connection included", "ms"}, connecting, 2));
}

void bench_interpreter_print(Context& context) {
  const Daemon daemon(context);
  run_code(daemon.port(), "1+1");
  const auto figures =
      interleave(print_rounds, [&] { return context_rate(daemon); }, [&] { return plain_rate(context); });
  context.add(at_least_share({"interpreter", "printing 100 MB in lines of 72 bytes", "MB/s"}, figures, 0.5));
}

void bench_code_run_empty(Context& context) {
  const Daemon daemon(context);
  run_code(daemon.port(), "1+1");  // or the default context may still be starting
  HttpClient client(daemon.port());
  const auto figures = interleave(
      rounds, [&] { return median_milliseconds(code_runs, [&] { run_empty(client); }); },
      [&] { return median_milliseconds(code_runs, [&] { run_nothing(context); }); });
  context.add(at_most_over({"interpreter", "code-run of an empty Python script", "ms"}, figures, 2));
}

void bench_interpreter_warm(Context& context) {
  const auto environment = daemon_environment(context);
  const auto until_answer = [&] {
    return start_until(context, environment,
                       [](std::uint16_t port, const UniqueFd&) { run_code(port, "1+1"); });
  };
  const auto plain = [&] { return seconds_of([&] { run_nothing(context); }) * 1000; };
  context.add(measured({"interpreter", "execve to the default context answering `1+1`", "ms"},
                       interleave(starts, until_answer, plain)));

  const Scratch nothing(context, "empty-path");
  const auto without_python = environment_with_path(context, nothing.path().string());
  const auto figures = interleave(
      starts, [&] { return start_until_version(context, environment); },
      [&] { return start_until_version(context, without_python); });
  context.add(at_most_over({"start", "execve to answering /version, beside one without python3", "ms"},
                           figures, 0.3));
}

void bench_interpreter_memory(Context& context) {
  const Daemon daemon(context);
  HttpClient client(daemon.port());
  std::list<InterpreterContext> contexts;
  const auto resident_kib = [&] {
    std::this_thread::sleep_for(settling_time);
    return daemon.resident_kib();
  };
  run_code(daemon.port(), "1+1");
  contexts.emplace_back(daemon, client).run("1+1");
  const double before = resident_kib();
  for (int i = 0; i < idle_contexts; ++i) contexts.emplace_back(daemon, client).run("1+1");
  const double growth = resident_kib() - before;
  context.add(measured({"memory", "each of 10 idle contexts, in the daemon", "KB"}, growth / idle_contexts));

  std::vector<double> workers;
  for (const auto& each : contexts) {
    const auto pid = std::stoi(each.run("import os; print(os.getpid())"));
    workers.push_back(proportional_kib(pid));
  }
  context.add(measured({"memory", "each of 10 idle contexts, its worker", "KB"}, median(workers)));
}

}  // namespace toolbox::bench
