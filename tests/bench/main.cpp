// Starts the real daemon, measures it beside baselines in the same run, prints one table and writes the rows
// as JSON. To add figures: write a function that adds rows, declare it in benchmarks.h, list it below.

#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <system_error>
#include <thread>
#include <vector>

#include "benchmarks.h"
#include "context.h"
#include "process.h"
#include "report.h"
#include "rounds.h"
#include "timestamps.h"

namespace toolbox::bench {
namespace {

struct Benchmark {
  const char* name;
  void (*run)(Context&);
};

// clang-format off
constexpr Benchmark benchmarks[] = {
    {"start",                 bench_start},
    {"memory",                bench_memory},
    {"execute",               bench_execute},
    {"execute-parallel",      bench_execute_parallel},
    {"session-exec",          bench_session_exec},
    {"session-follow",        bench_session_follow},
    {"session-stream",        bench_session_stream},
    {"session-followers",     bench_session_followers},
    {"pty-echo",              bench_pty_echo},
    {"pty-stream",            bench_pty_stream},
    {"pty-attach",            bench_pty_attach},
    {"interpreter-roundtrip", bench_interpreter_roundtrip},
    {"interpreter-print",     bench_interpreter_print},
    {"code-run-empty",        bench_code_run_empty},
    {"interpreter-warm",      bench_interpreter_warm},
    {"download",              bench_download},
    {"upload",                bench_upload},
    {"bulk-upload",           bench_bulk_upload},
    {"list",                  bench_list},
    {"find",                  bench_find},
    {"git-status",            bench_git_status},
    {"git-history",           bench_git_history},
    {"git-commit",            bench_git_commit},
    {"git-clone",             bench_git_clone},
    {"git-clone-memory",      bench_git_clone_memory},
    {"lsp-request",           bench_lsp_request},
    {"lsp-second-start",      bench_lsp_second_start},
    {"session-memory",        bench_session_memory},
    {"pty-memory",            bench_pty_memory},
    {"interpreter-memory",    bench_interpreter_memory},
    {"connections",           bench_connections},
    {"idle",                  bench_idle},
};
// clang-format on

struct Options {
  std::filesystem::path binary;
  std::filesystem::path out;
  std::vector<std::string> only;
};

std::string usage() {
  std::string text = "usage: toolboxd_bench --bin <toolboxd> --out <bench.json> [--only <name>]...\nnames:";
  for (const auto& benchmark : benchmarks) text += std::string(" ") + benchmark.name;
  return text;
}

Options parse(const std::vector<std::string>& arguments) {
  Options options;
  for (std::size_t i = 0; i < arguments.size(); i += 2) {
    if (i + 1 == arguments.size()) throw std::invalid_argument(usage());
    const auto& value = arguments[i + 1];
    if (arguments[i] == "--bin") {
      options.binary = std::filesystem::absolute(value);
    } else if (arguments[i] == "--out") {
      options.out = value;
    } else if (arguments[i] == "--only") {
      options.only.push_back(value);
    } else {
      throw std::invalid_argument(usage());
    }
  }
  for (const auto& name : options.only) {
    const auto named = [&](const Benchmark& benchmark) { return benchmark.name == name; };
    if (std::none_of(std::begin(benchmarks), std::end(benchmarks), named))
      throw std::invalid_argument(usage());
  }
  if (options.binary.empty() || options.out.empty()) throw std::invalid_argument(usage());
  if (::access(options.binary.c_str(), X_OK) != 0) {
    throw std::invalid_argument(options.binary.string() + " is not an executable file");
  }
  return options;
}

sigset_t stop_signals() {
  sigset_t signals;
  sigemptyset(&signals);
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) sigaddset(&signals, signal);
  return signals;
}

// Whoever interrupts the bench finds no process and no file of it left behind.
void clean_up_when_stopped(const std::vector<std::filesystem::path>& directories) {
  std::thread([directories] {
    const auto signals = stop_signals();
    int signal = 0;
    sigwait(&signals, &signal);
    kill_all();
    for (int attempt = 0; attempt < 5; ++attempt) {  // the main thread may still be writing
      std::error_code ignored;
      for (const auto& directory : directories) std::filesystem::remove_all(directory, ignored);
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    _exit(128 + signal);
  }).detach();
}

// False when it failed.
bool run(const Benchmark& benchmark, Context& context) {
  std::fprintf(stderr, "%s ...", benchmark.name);
  const auto start = Clock::now();
  try {
    benchmark.run(context);
    std::fprintf(stderr, " %.0f s\n", seconds_since(start));
    return true;
  } catch (const std::exception& error) {
    block_if_stopping();
    std::fprintf(stderr, " FAILED: %s\n", error.what());
    return false;
  }
}

int run_all(const Options& options) {
  auto signals = stop_signals();
  sigaddset(&signals, SIGPIPE);  // a write to what has gone is an error, not the end
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  const WorkDirectory work(parent_directory());
  const WorkDirectory fast(fast_parent_directory());
  clean_up_when_stopped({work.path(), fast.path()});

  Context context{options.binary, work.path(), fast.path(), {}};
  int failures = 0;
  for (const auto& benchmark : benchmarks) {
    const auto& only = options.only;
    if (!only.empty() && std::find(only.begin(), only.end(), benchmark.name) == only.end()) continue;
    if (!run(benchmark, context)) ++failures;
  }
  if (!context.rows.empty()) print_table(context.rows);
  write_json(context.rows, options.out);
  if (failures > 0) std::fprintf(stderr, "%d measurement(s) failed\n", failures);
  return failures > 0 ? 1 : 0;
}

}  // namespace
}  // namespace toolbox::bench

int main(int argc, char** argv) {
  try {
    if (argc == 3 && argv[1] == toolbox::bench::emit_timestamps_flag) {
      return toolbox::bench::emit_timestamps(argv[2]);
    }
    return toolbox::bench::run_all(toolbox::bench::parse({argv + 1, argv + argc}));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
}
