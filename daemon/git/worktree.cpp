#include "git/worktree.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <iterator>
#include <utility>

#include "base/api_error.h"
#include "git/dirty_files.h"
#include "git/failure.h"
#include "git/half_written.h"
#include "git/in_the_way.h"
#include "git/index_lock.h"
#include "git/operation.h"
#include "git/repository.h"

namespace toolbox {
namespace {

int note_conflict(git_checkout_notify_t, const char* path, const git_diff_file*, const git_diff_file*,
                  const git_diff_file*, void* payload) {
  return Operation::current().guarded([&] {
    static_cast<std::vector<std::string>*>(payload)->emplace_back(path);
    return 0;
  });
}

// libgit2 reports first when it knows that nothing is in the way and begins to write.
void note_begin(const char*, std::size_t, std::size_t, void* begun) {
  *static_cast<bool*>(begun) = true;
}

// A file that is deleted in the worktree and nowhere else: nothing is lost when the target's takes its place.
// staged: of the index, may be null. head: may be null.
bool is_just_deleted(git_repository* repository, const git_index_entry* staged, const git_tree* head,
                     const std::string& path) {
  struct stat at{};
  if (::lstat((git_repository_workdir(repository) + path).c_str(), &at) == 0 || errno != ENOENT) return false;
  GitHandle<git_tree_entry, git_tree_entry_free> entry;
  if (staged == nullptr || staged->mode == GIT_FILEMODE_COMMIT || head == nullptr) return false;
  if (!found(git_tree_entry_bypath(out(entry), head, path.c_str()))) return false;
  return git_oid_equal(&staged->id, git_tree_entry_id(entry.get())) != 0 &&
         staged->mode == static_cast<std::uint32_t>(git_tree_entry_filemode(entry.get()));
}

// Takes those out of `paths`, and returns them.
std::vector<std::string> take_just_deleted(git_repository* repository, std::vector<std::string>& paths) {
  const Tree head = head_tree(repository);
  const Index index = index_of(repository);
  const auto stays = [&](const std::string& path) {
    const git_index_entry* staged = git_index_get_bypath(index.get(), path.c_str(), 0);
    return !is_just_deleted(repository, staged, head.get(), path);
  };
  const auto taken = std::partition(paths.begin(), paths.end(), stays);
  std::vector<std::string> deleted(taken, paths.end());
  paths.erase(taken, paths.end());
  return deleted;
}

// What is missing in the worktree and to become something of another kind, a directory where a file was or
// the other way round: libgit2 would write nothing there, or fail half-way.
std::vector<std::string> missing_of_another_kind(git_repository* repository, git_tree* target) {
  const Tree head = head_tree(repository);
  git_diff_options options;
  git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
  options.flags =
      GIT_DIFF_SKIP_BINARY_CHECK | GIT_DIFF_INCLUDE_TYPECHANGE | GIT_DIFF_INCLUDE_TYPECHANGE_TREES;
  Diff changes;
  check(git_diff_tree_to_tree(out(changes), repository, head.get(), target, &options));
  std::vector<std::string> missing;
  const std::size_t count = git_diff_num_deltas(changes.get());
  for (std::size_t i = 0; i < count; ++i) {
    const git_diff_delta& delta = *git_diff_get_delta(changes.get(), i);
    const std::string path = std::string(git_repository_workdir(repository)) + delta.new_file.path;
    struct stat at{};
    if (delta.status == GIT_DELTA_TYPECHANGE && ::lstat(path.c_str(), &at) != 0 && errno == ENOENT)
      missing.emplace_back(delta.new_file.path);
  }
  return missing;
}

// Writes the target's files where ours are missing.
void write_missing(git_repository* repository, const git_object* target,
                   const std::vector<std::string>& paths) {
  if (paths.empty()) return;
  const StringArray names(paths);
  git_checkout_options options;
  git_checkout_options_init(&options, GIT_CHECKOUT_OPTIONS_VERSION);
  options.checkout_strategy =
      GIT_CHECKOUT_SAFE | GIT_CHECKOUT_RECREATE_MISSING | GIT_CHECKOUT_DISABLE_PATHSPEC_MATCH;
  options.paths = names.value();
  check(git_checkout_tree(repository, target, &options));
}

// The index's entries of the submodules among `paths`: those of the target. Their directories stay as they
// are.
void settle_submodules(git_repository* repository, git_tree* target, const std::vector<std::string>& paths) {
  const Index index = index_of(repository);
  for (const auto& path : paths) {
    GitHandle<git_tree_entry, git_tree_entry_free> wanted;
    if (!found(git_tree_entry_bypath(out(wanted), target, path.c_str()))) {
      found(git_index_remove(index.get(), path.c_str(), 0));
    } else if (git_tree_entry_filemode(wanted.get()) == GIT_FILEMODE_COMMIT) {
      git_index_entry entry{};
      entry.mode = GIT_FILEMODE_COMMIT;
      entry.path = path.c_str();
      entry.id = *git_tree_entry_id(wanted.get());
      check(git_index_add(index.get(), &entry));
    }
  }
  check(git_index_write(index.get()));
}

}  // namespace

void require_no_conflicts(git_repository* repository, const std::string& doing) {
  Index index;
  check(git_repository_index(out(index), repository));
  if (git_index_has_conflicts(index.get()) == 0) return;
  throw ApiError(
      409, "GIT_MERGE_CONFLICT",
      "conflict: " + doing +
          " is not possible while files are unmerged; resolve the conflicts and add them, or reset");
}

void switch_worktree(git_repository* repository, git_commit* target, const std::string& doing) {
  Tree tree;
  check(git_commit_tree(out(tree), target));
  check_index_lockable(repository);
  check_not_dirty(overlooked(repository, tree.get()), doing);
  check_not_dirty(missing_of_another_kind(repository, tree.get()), doing);
  unshare_files(repository, tree.get());
  std::vector<std::string> in_the_way;
  bool begun = false;
  git_checkout_options options;
  git_checkout_options_init(&options, GIT_CHECKOUT_OPTIONS_VERSION);
  options.checkout_strategy = GIT_CHECKOUT_SAFE;
  options.notify_flags = GIT_CHECKOUT_NOTIFY_CONFLICT;
  options.notify_cb = note_conflict;
  options.notify_payload = &in_the_way;
  options.progress_cb = note_begin;
  options.progress_payload = &begun;
  const git_object* to = reinterpret_cast<const git_object*>(tree.get());
  int result = git_checkout_tree(repository, to, &options);
  if (result == GIT_ECONFLICT) {
    const auto none = [&](const std::string& path) {
      return is_not_in_the_way(repository, tree.get(), path);
    };
    std::vector<std::string> candidates = std::exchange(in_the_way, {});
    const std::vector<std::string> missing = take_just_deleted(repository, candidates);
    std::ranges::remove_copy_if(candidates, std::back_inserter(in_the_way), none);
    check_not_dirty(in_the_way, doing);
    options.checkout_strategy =
        GIT_CHECKOUT_SAFE | GIT_CHECKOUT_ALLOW_CONFLICTS;  // it leaves them as they are
    options.notify_flags = GIT_CHECKOUT_NOTIFY_NONE;
    result = git_checkout_tree(repository, to, &options);
    if (result >= 0) {
      settle_submodules(repository, tree.get(), candidates);
      write_missing(repository, to, missing);
    }
  }
  try {
    check(result);
  } catch (const ApiError& failure) {
    if (begun && failure.status == 507) remove_half_written(repository, tree.get());
    throw;
  }
}

}  // namespace toolbox
