#include "git/worktree.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/api_error.h"
#include "git/dirty_files.h"
#include "git/failure.h"
#include "git/in_the_way.h"
#include "git/index_lock.h"
#include "git/operation.h"

namespace toolbox {
namespace {

int note_conflict(git_checkout_notify_t, const char* path, const git_diff_file*, const git_diff_file*,
                  const git_diff_file*, void* payload) {
  return Operation::current().guarded([&] {
    static_cast<std::vector<std::string>*>(payload)->emplace_back(path);
    return 0;
  });
}

// The index's entries of the submodules among `paths`: those of the target. Their directories stay as they
// are.
void settle_submodules(git_repository* repository, git_tree* target, const std::vector<std::string>& paths) {
  Index index;
  check(git_repository_index(out(index), repository));
  check(git_index_read(index.get(), 0));
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
  throw ApiError(409, "GIT_MERGE_CONFLICT",
                 "conflict: cannot " + doing +
                     " while files are unmerged; resolve the conflicts and add them, or reset");
}

void switch_worktree(git_repository* repository, git_commit* target, const std::string& doing) {
  Tree tree;
  check(git_commit_tree(out(tree), target));
  check_index_lockable(repository);
  check_not_dirty(overlooked(repository, tree.get()), doing);
  unshare_files(repository, tree.get());
  std::vector<std::string> in_the_way;
  git_checkout_options options;
  git_checkout_options_init(&options, GIT_CHECKOUT_OPTIONS_VERSION);
  options.checkout_strategy = GIT_CHECKOUT_SAFE;
  options.notify_flags = GIT_CHECKOUT_NOTIFY_CONFLICT;
  options.notify_cb = note_conflict;
  options.notify_payload = &in_the_way;
  const git_object* to = reinterpret_cast<const git_object*>(tree.get());
  int result = git_checkout_tree(repository, to, &options);
  if (result == GIT_ECONFLICT) {
    const auto none = [&](const std::string& path) {
      return is_not_in_the_way(repository, tree.get(), path);
    };
    const std::vector<std::string> candidates = std::exchange(in_the_way, {});
    std::ranges::remove_copy_if(candidates, std::back_inserter(in_the_way), none);
    check_not_dirty(in_the_way, doing);
    options.checkout_strategy =
        GIT_CHECKOUT_SAFE | GIT_CHECKOUT_ALLOW_CONFLICTS;  // it leaves them as they are
    options.notify_flags = GIT_CHECKOUT_NOTIFY_NONE;
    result = git_checkout_tree(repository, to, &options);
    settle_submodules(repository, tree.get(), candidates);
  }
  check(result);
}

}  // namespace toolbox
