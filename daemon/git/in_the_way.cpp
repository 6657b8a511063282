#include "git/in_the_way.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

#include "git/failure.h"
#include "git/leading_link.h"
#include "git/operation.h"
#include "git/repository.h"

namespace toolbox {
namespace {

namespace fs = std::filesystem;

using TreeEntry = GitHandle<git_tree_entry, git_tree_entry_free>;

// All files below the directory that the index does not hold. name: the directory's, from the worktree's
// root.
void add_untracked(git_repository* repository, git_index* index, const std::string& name,
                   std::vector<std::string>& files) {
  const std::string root = git_repository_workdir(repository);
  std::error_code error;
  for (fs::recursive_directory_iterator at(root + name, error), end; !error && at != end;
       at.increment(error)) {
    Operation::current().check_stopped();
    if (at->is_directory() && !at->is_symlink()) continue;
    const std::string file = at->path().string().substr(root.size());
    if (git_index_get_bypath(index, file.c_str(), 0) == nullptr) files.push_back(file);
  }
}

Diff changes_between(git_repository* repository, git_tree* from, git_tree* to) {
  git_diff_options options;
  git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
  options.flags = GIT_DIFF_SKIP_BINARY_CHECK;
  Diff changes;
  check(git_diff_tree_to_tree(out(changes), repository, from, to, &options));
  return changes;
}

bool is_link(git_tree* tree, const std::string& path) {
  TreeEntry entry;
  if (tree == nullptr || !found(git_tree_entry_bypath(out(entry), tree, path.c_str()))) return false;
  return git_tree_entry_filemode(entry.get()) == GIT_FILEMODE_LINK;
}

// A failure is not worth one: the file then changes under its other names too.
void replace_by_copy(const std::string& path, const struct stat& at) {
  const std::string copy = path + ".unshared";
  std::error_code error;
  if (!fs::copy_file(path, copy, fs::copy_options::none, error)) return;
  const timespec times[] = {at.st_atim, at.st_mtim};
  ::utimensat(AT_FDCWD, copy.c_str(), times, 0);
  if (::chmod(copy.c_str(), at.st_mode & 07777) != 0 || ::rename(copy.c_str(), path.c_str()) != 0) {
    ::unlink(copy.c_str());
  }
}

bool is_submodule(const git_index_entry* entry) {
  return entry != nullptr && entry->mode == GIT_FILEMODE_COMMIT;
}

// Whether the index has a file where a directory above `path` is to be.
bool is_below_a_file(git_index* index, const std::string& path) {
  for (auto slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    if (git_index_get_bypath(index, path.substr(0, slash).c_str(), 0) != nullptr) return true;
  }
  return false;
}

}  // namespace

bool is_not_in_the_way(git_repository* repository, git_tree* target, const std::string& path) {
  const Index index = index_of(repository);
  const git_index_entry* staged = git_index_get_bypath(index.get(), path.c_str(), 0);
  TreeEntry wanted;
  if (!found(git_tree_entry_bypath(out(wanted), target, path.c_str()))) return is_submodule(staged);
  if (git_tree_entry_filemode(wanted.get()) == GIT_FILEMODE_COMMIT)
    return staged == nullptr || is_submodule(staged);
  if (staged == nullptr || git_oid_equal(&staged->id, git_tree_entry_id(wanted.get())) == 0) return false;
  if (staged->mode != static_cast<std::uint32_t>(git_tree_entry_filemode(wanted.get()))) return false;
  git_oid here;
  if (git_repository_hashfile(&here, repository, path.c_str(), GIT_OBJECT_BLOB, path.c_str()) < 0)
    return false;
  return git_oid_equal(&here, &staged->id) != 0;
}

std::vector<std::string> overlooked(git_repository* repository, git_tree* target) {
  std::vector<std::string> files;
  const Tree head = head_tree(repository);
  const Diff changes = changes_between(repository, head.get(), target);
  const Index index = index_of(repository);
  const std::string root = git_repository_workdir(repository);
  const std::size_t count = git_diff_num_deltas(changes.get());
  std::string directory = "/";  // of the last one; none is called so
  for (std::size_t i = 0; i < count; ++i) {
    const git_diff_delta* delta = git_diff_get_delta(changes.get(), i);
    const std::string path = delta->status == GIT_DELTA_DELETED ? delta->old_file.path : delta->new_file.path;
    const std::string its_directory = path.substr(0, path.rfind('/') + 1);
    if (std::exchange(directory, its_directory) != its_directory) {
      const std::string link = leading_link(root, path);
      if (!link.empty() && !is_link(head.get(), link)) files.push_back(link);
    }
    struct stat at{};
    if (delta->status != GIT_DELTA_ADDED || delta->new_file.mode == GIT_FILEMODE_COMMIT) continue;
    if (::lstat((root + path).c_str(), &at) != 0) continue;
    if (S_ISDIR(at.st_mode)) {
      add_untracked(repository, index.get(), path, files);
    } else if (is_below_a_file(index.get(), path)) {
      files.push_back(path);
    }
  }
  return files;
}

void unshare_files(git_repository* repository, git_tree* target) {
  const Tree head = head_tree(repository);
  const Diff changes = changes_between(repository, head.get(), target);
  const std::string root = git_repository_workdir(repository);
  const std::size_t count = git_diff_num_deltas(changes.get());
  for (std::size_t i = 0; i < count; ++i) {
    const git_diff_delta* delta = git_diff_get_delta(changes.get(), i);
    const std::string path = root + delta->new_file.path;
    struct stat at{};
    if (delta->status != GIT_DELTA_MODIFIED || ::lstat(path.c_str(), &at) != 0) continue;
    if (S_ISREG(at.st_mode) && at.st_nlink > 1) replace_by_copy(path, at);
  }
}

}  // namespace toolbox
