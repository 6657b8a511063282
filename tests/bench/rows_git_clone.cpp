#include <algorithm>
#include <chrono>
#include <functional>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "benchmarks.h"
#include "daemon.h"
#include "git.h"
#include "git_repository.h"
#include "git_server.h"
#include "http_client.h"
#include "proc_stats.h"
#include "rounds.h"

namespace toolbox::bench {
namespace {

using namespace std::chrono_literals;

constexpr int clone_rounds = 5;
constexpr int memory_rounds = 3;
constexpr auto sampling_interval = 2ms;
constexpr auto settling_time = 1s;
constexpr double kib_in_mib = 1024;

void clone_by_daemon(const Daemon& daemon, const std::string& url, const std::filesystem::path& into) {
  const nlohmann::json request{{"url", url}, {"path", into.string()}};
  HttpClient(daemon.port()).post("/git/clone", "application/json", request.dump());
}

std::vector<std::string> clone_command(const std::string& url, const std::filesystem::path& into) {
  return git_command(into.parent_path(), {"clone", "-q", "--single-branch", url, into});
}

// The whole tree at the repository's head, as git sees it. Removed then.
void check_clone(const Context& context, const std::filesystem::path& clone) {
  const auto head = [](const std::filesystem::path& of) { return run_git(of, {"rev-parse", "main"}); };
  if (head(clone) != head(git_repository(context))) throw std::runtime_error("the clone has another head");
  if (!run_git(clone, {"status", "--porcelain"}).empty()) throw std::runtime_error("the clone is not clean");
  std::filesystem::remove_all(clone);
}

// What the figure of `clone` is, which makes that directory.
double measure_clone(const Context& context, const std::filesystem::path& directory,
                     const std::function<double()>& clone) {
  const double figure = clone();
  check_clone(context, directory);
  return figure;
}

// The largest sum over git and the processes that it starts, in MiB.
double peak_of_git(const std::vector<std::string>& command) {
  Process process({command, git_environment(), {}});
  double peak = 0;
  while (!process.has_ended(sampling_interval)) peak = std::max(peak, tree_resident_kib(process.pid()));
  if (process.wait() != 0) throw std::runtime_error("git clone failed");
  return peak / kib_in_mib;
}

struct Growth {
  double peak = 0;  // MiB
  double left = 0;
};

// Of a daemon that has cloned nothing before.
Growth growth_of_daemon(const Context& context, const std::string& url, const std::filesystem::path& into) {
  const Daemon daemon(context);
  HttpClient(daemon.port()).get("/version");
  std::this_thread::sleep_for(settling_time);
  reset_peak(daemon.pid());
  const double before = peak_kib(daemon.pid());
  clone_by_daemon(daemon, url, into);
  const double peak = peak_kib(daemon.pid());
  std::this_thread::sleep_for(settling_time);
  return {(peak - before) / kib_in_mib, (daemon.resident_kib() - before) / kib_in_mib};
}

}  // namespace

void bench_git_clone(Context& context) {
  const Scratch scratch(context.fast, "git-clone");
  const GitServer server(git_repository(context), scratch.path());
  const Daemon daemon(context);
  const auto clone = scratch / "clone";
  const auto figures = interleave(
      clone_rounds,
      [&] {
        return measure_clone(context, clone, [&] {
          return seconds_of([&] { clone_by_daemon(daemon, server.url(), clone); });
        });
      },
      [&] {
        const auto command = clone_command(server.url(), clone);
        return measure_clone(context, clone,
                             [&] { return seconds_of([&] { run_reading(command, git_environment()); }); });
      });
  context.add(at_most_times({"git", "clone of 50,000 files over http, one branch", "s"}, figures, 1.5));
}

void bench_git_clone_memory(Context& context) {
  const Scratch scratch(context.fast, "git-clone-memory");
  const GitServer server(git_repository(context), scratch.path());
  const auto clone = scratch / "clone";
  std::vector<double> left;
  const auto figures = interleave(
      memory_rounds,
      [&] {
        return measure_clone(context, clone, [&] {
          const auto growth = growth_of_daemon(context, server.url(), clone);
          left.push_back(growth.left);
          return growth.peak;
        });
      },
      [&] {
        return measure_clone(context, clone, [&] { return peak_of_git(clone_command(server.url(), clone)); });
      });
  context.add(at_most_times({"git", "that clone: peak growth of the daemon, git's processes together", "MB"},
                            figures, 1.5));
  context.add(measured({"git", "that clone: what the daemon keeps of it", "MB"}, median(left)));
}

}  // namespace toolbox::bench
