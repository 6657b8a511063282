#include "git/worktree_write.h"

#include <sys/stat.h>
#include <unistd.h>

#include "git/entry_check.h"
#include "git/failure.h"
#include "git/operation.h"

namespace toolbox {
namespace {

// What is no directory at `path`, if anything. Returns whether a directory is there.
bool remove_unless_directory(const std::string& path) {
  struct stat found{};
  if (::lstat(path.c_str(), &found) != 0) return false;
  if (S_ISDIR(found.st_mode)) return true;
  ::unlink(path.c_str());  // that it can't be removed the next step finds out
  return false;
}

// All above the path is a directory or not there then, and the path itself no link and no file.
void clear_the_way(const std::string& root, const std::string& path) {
  for (auto slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    if (!remove_unless_directory(root + path.substr(0, slash))) return;
  }
  remove_unless_directory(root + path);
}

bool beyond_a_link(const std::string& root, const std::string& path) {
  for (auto slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    struct stat found{};
    if (::lstat((root + path.substr(0, slash)).c_str(), &found) != 0 || !S_ISDIR(found.st_mode)) return true;
  }
  return false;
}

void make_directories(const std::string& root, const std::string& path) {
  for (auto slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    ::mkdir((root + path.substr(0, slash)).c_str(), 0777);
  }
  ::mkdir((root + path).c_str(), 0777);
}

}  // namespace

void write_files(git_repository* repository, git_index* from, const std::vector<std::string>& paths,
                 bool update_index) {
  const std::string root = git_repository_workdir(repository);
  std::vector<std::string> files;
  for (const auto& path : paths) {
    Operation::current().check_stopped();
    clear_the_way(root, path);
    const git_index_entry* entry = git_index_get_bypath(from, path.c_str(), 0);
    if (entry != nullptr && is_submodule(*entry)) {
      make_directories(root, path);
    } else {
      files.push_back(path);
    }
  }
  if (files.empty()) return;
  const StringArray array(files);
  git_checkout_options options;
  check(git_checkout_options_init(&options, GIT_CHECKOUT_OPTIONS_VERSION));
  options.checkout_strategy =
      GIT_CHECKOUT_FORCE | GIT_CHECKOUT_DISABLE_PATHSPEC_MATCH | GIT_CHECKOUT_DONT_WRITE_INDEX;
  if (!update_index) options.checkout_strategy |= GIT_CHECKOUT_DONT_UPDATE_INDEX;
  options.paths = array.value();
  // None of the files is there any more. Compared with HEAD one might count as changed here, and be left out.
  Index nothing;
  check(git_index_new(out(nothing)));
  options.baseline_index = nothing.get();
  check(git_checkout_index(repository, from, &options));
}

void remove_files(git_repository* repository, const std::vector<std::string>& paths) {
  const std::string root = git_repository_workdir(repository);
  for (const auto& path : paths) {
    if (beyond_a_link(root, path) || ::unlink((root + path).c_str()) != 0) continue;
    std::string directory = path;
    for (auto slash = directory.rfind('/'); slash != std::string::npos; slash = directory.rfind('/')) {
      directory.resize(slash);
      if (::rmdir((root + directory).c_str()) != 0) break;
    }
  }
}

}  // namespace toolbox
