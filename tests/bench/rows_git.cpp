#include <algorithm>
#include <filesystem>
#include <functional>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "benchmarks.h"
#include "daemon.h"
#include "git.h"
#include "git_repository.h"
#include "http_client.h"
#include "rounds.h"
#include "workload.h"

namespace toolbox::bench {
namespace {

using nlohmann::json;

constexpr int short_rounds = 25;
constexpr int commit_rounds = 7;
constexpr std::size_t status_changes = 100;  // of each kind
constexpr std::size_t committed_files = 1'000;

void check_count(std::size_t count, std::size_t expected, const std::string& of) {
  if (count == expected) return;
  throw std::runtime_error(of + ": " + std::to_string(count) + ", not " + std::to_string(expected));
}

std::size_t count_of(const std::string& text, char wanted) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), wanted));
}

// Evenly over the tree.
std::filesystem::path spread_file(const std::filesystem::path& worktree, std::size_t i, std::size_t of) {
  return worktree / git_file(i * (git_files / of));
}

// Changed, deleted, new and staged files, a hundred of each.
void make_changes(const std::filesystem::path& worktree) {
  constexpr auto files = 4 * status_changes;
  std::vector<std::string> add{"add"};
  for (std::size_t i = 0; i < files; i += 4) {
    write_file(spread_file(worktree, i, files), "changed\n");
    std::filesystem::remove(spread_file(worktree, i + 1, files));
    write_file(spread_file(worktree, i + 2, files).replace_extension("new"), "new\n");
    write_file(spread_file(worktree, i + 3, files), "staged\n");
    add.push_back(spread_file(worktree, i + 3, files));
  }
  run_git(worktree, add);
}

double milliseconds_of(const std::function<void()>& work) {
  return seconds_of(work) * 1000;
}

void change_files(const std::filesystem::path& worktree, int round) {
  for (std::size_t i = 0; i < committed_files; ++i) {
    write_file(spread_file(worktree, i, committed_files),
               "change " + std::to_string(round) + " of file " + std::to_string(i) + '\n' +
                   random_bytes(kib, i + static_cast<std::size_t>(round) * committed_files));
  }
}

// A new commit with all changes, and nothing left over.
void check_commit(const std::filesystem::path& worktree, const std::string& before) {
  const auto names = run_git(worktree, {"diff", "--name-only", before, "HEAD"});
  check_count(count_of(names, '\n'), committed_files, "committed files");
  if (!run_git(worktree, {"status", "--porcelain"}).empty())
    throw std::runtime_error("changes are left over");
}

// Milliseconds that `commit` takes over 1,000 changed files.
double measure_commit(const std::filesystem::path& worktree, int round, const std::function<void()>& commit) {
  auto before = run_git(worktree, {"rev-parse", "HEAD"});
  before.erase(before.find('\n'));
  change_files(worktree, round);
  const double took = milliseconds_of(commit);
  check_commit(worktree, before);
  return took;
}

void commit_by_daemon(HttpClient& client, const std::filesystem::path& worktree) {
  const auto path = worktree.string();
  client.post("/git/add", "application/json", json{{"path", path}, {"files", {"."}}}.dump());
  const json commit{
      {"path", path}, {"message", "A change"}, {"author", "Bench"}, {"email", "bench@example.com"}};
  client.post("/git/commit", "application/json", commit.dump());
}

}  // namespace

void bench_git_status(Context& context) {
  const Scratch scratch(context.fast, "git-status");
  const auto worktree = scratch / "worktree";
  make_worktree(context, worktree);
  make_changes(worktree);
  const Daemon daemon(context);
  HttpClient client(daemon.port());
  const auto target = "/git/status?path=" + percent_encode(worktree.string());
  const std::vector<std::string> command{"status", "--porcelain=v2", "--branch", "-uall"};
  check_count(json::parse(client.get(target))["fileStatus"].size(), 4 * status_changes, "entries");
  check_count(count_of(run_git(worktree, {"status", "--porcelain", "-uall"}), '\n'), 4 * status_changes,
              "entries of git");
  const auto figures = interleave(
      short_rounds, [&] { return milliseconds_of([&] { client.get(target); }); },
      [&] { return milliseconds_of([&] { run_git(worktree, command); }); });
  context.add(at_most_times({"git", "status of 50,000 files, 400 of them changed", "ms"}, figures, 1.5));
}

void bench_git_history(Context& context) {
  const auto repository = git_repository(context);
  const Daemon daemon(context);
  HttpClient client(daemon.port());
  const auto target = "/git/history?path=" + percent_encode(repository.string());
  const std::vector<std::string> command{"log", "-z", "--format=%H%n%an%n%ae%n%aI%n%B", "main"};
  check_count(json::parse(client.get(target)).size(), git_commits, "commits");
  check_count(count_of(run_git(repository, command), '\0'), git_commits, "commits of git");
  const auto figures = interleave(
      short_rounds, [&] { return milliseconds_of([&] { client.get(target); }); },
      [&] { return milliseconds_of([&] { run_git(repository, command); }); });
  context.add(at_most_times({"git", "history of 5,000 commits", "ms"}, figures, 2));
}

void bench_git_commit(Context& context) {
  const Scratch scratch(context.fast, "git-commit");
  const auto ours = scratch / "ours";
  const auto theirs = scratch / "theirs";
  make_worktree(context, ours);
  make_worktree(context, theirs);
  const Daemon daemon(context);
  HttpClient client(daemon.port());
  int round = 0;
  const auto figures = interleave(
      commit_rounds, [&] { return measure_commit(ours, ++round, [&] { commit_by_daemon(client, ours); }); },
      [&] {
        return measure_commit(theirs, ++round, [&] {
          run_git(theirs, {"add", "-A"});
          run_git(theirs, {"commit", "-q", "-m", "A change"});
        });
      });
  context.add(at_most_times({"git", "add and commit of 1,000 files in 50,000", "ms"}, figures, 1.5));
}

}  // namespace toolbox::bench
