#include "git_repository.h"

#include <fcntl.h>

#include <cerrno>
#include <fstream>
#include <random>
#include <stdexcept>
#include <string>
#include <system_error>

#include "git.h"
#include "process.h"
#include "workload.h"

namespace toolbox::bench {
namespace {

constexpr std::size_t top_directories = 100;
constexpr std::size_t changes_a_commit = 2;
constexpr std::size_t smallest_file = 512;
constexpr std::size_t size_range = 3 * kib;
constexpr std::uint64_t first_commit_time = 1'600'000'000;  // seconds since 1970
constexpr std::uint64_t commit_interval = 3600;

std::string file_text(const Prose& words, std::size_t file) {
  return words.text(file, smallest_file + file * 7919 % size_range);
}

void write_data(std::ostream& out, const std::string& data) {
  out << "data " << data.size() << '\n' << data << '\n';
}

void write_content(std::ostream& out, std::size_t file, const std::string& text) {
  out << "M 100644 inline " << git_file(file).string() << '\n';
  write_data(out, text);
}

void write_commit(std::ostream& out, const Prose& words, std::size_t commit, std::mt19937_64& random) {
  const auto who = "Author " + std::to_string(commit % 20) + " <author" + std::to_string(commit % 20) +
                   "@example.com> " + std::to_string(first_commit_time + commit * commit_interval) +
                   " +0100\n";
  out << "commit refs/heads/main\nauthor " << who << "committer " << who;
  write_data(out, "Change number " + std::to_string(commit) + "\n\n" + words.text(commit, 200));
  const auto first = commit * git_files_a_commit;
  for (std::size_t i = 0; i < changes_a_commit && first > 0; ++i) {
    const std::size_t file = random() % first;
    write_content(out, file, file_text(words, file) + "changed by number " + std::to_string(commit) + '\n');
  }
  for (std::size_t file = first; file < first + git_files_a_commit; ++file) {
    write_content(out, file, file_text(words, file));
  }
}

void write_stream(const std::filesystem::path& path) {
  const Prose words;
  std::mt19937_64 random(5000);
  std::ofstream out(path, std::ios::binary);
  for (std::size_t commit = 0; commit < git_commits; ++commit) write_commit(out, words, commit, random);
  out << "done\n";
  if (!out.flush()) throw std::runtime_error("cannot write " + path.string());
}

void import(const std::filesystem::path& repository, const std::filesystem::path& stream) {
  const UniqueFd input(::open(stream.c_str(), O_RDONLY | O_CLOEXEC));
  if (!input) throw std::system_error(errno, std::generic_category(), stream);
  ProcessSpec spec{git_command(repository, {"fast-import", "--quiet", "--done"}), git_environment(), {}};
  spec.input = input.get();
  if (Process(spec).wait() != 0) throw std::runtime_error("git fast-import failed");
}

}  // namespace

std::filesystem::path git_repository(const Context& context) {
  auto repository = context.fast / "repository.git";
  if (std::filesystem::exists(repository)) return repository;
  const Scratch scratch(context.fast, "importing");
  const auto unfinished = scratch / "repository.git";
  const auto stream = scratch / "stream";
  write_stream(stream);
  run_git(scratch.path(), {"init", "-q", "--bare", "-b", "main", unfinished});
  import(unfinished, stream);
  run_git(unfinished, {"gc", "-q"});
  std::filesystem::rename(unfinished, repository);
  return repository;
}

std::filesystem::path git_file(std::size_t file) {
  const auto directory = file / git_files_a_commit;
  return std::filesystem::path("part" + std::to_string(directory % top_directories)) /
         ("src" + std::to_string(directory / top_directories)) / ("file" + std::to_string(file) + ".txt");
}

void make_worktree(const Context& context, const std::filesystem::path& directory) {
  run_git(context.fast, {"clone", "-q", "-c", "gc.auto=0", git_repository(context), directory});
}

}  // namespace toolbox::bench
