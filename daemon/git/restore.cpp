#include "git/restore.h"

#include <fcntl.h>

#include <algorithm>

#include "base/api_error.h"
#include "base/unique_fd.h"
#include "git/failure.h"
#include "git/index_edit.h"
#include "git/leading_link.h"
#include "git/operation.h"
#include "git/pathspec.h"
#include "git/repository.h"
#include "git/worktree_changes.h"
#include "git/worktree_write.h"

namespace toolbox {
namespace {

// The tree that the client names as the source, or HEAD's; null for the empty one before the first commit.
Tree source_tree(git_repository* repository, const std::optional<std::string>& source) {
  Object object;
  if (source.value_or("").empty() || *source == "HEAD") {
    const Commit head = head_commit(repository);
    if (!head) return nullptr;
    Tree tree;
    check(git_commit_tree(out(tree), head.get()));
    return tree;
  }
  const Object named = resolve_revision(repository, *source);
  const int result = git_object_peel(out(object), named.get(), GIT_OBJECT_TREE);
  if (result == GIT_EPEEL || result == GIT_EINVALIDSPEC) {
    throw ApiError::bad_request("bad request: " + *source + " names no tree to restore from");
  }
  check(result);
  return Tree(reinterpret_cast<git_tree*>(object.release()));
}

void check_no_conflicts(const OpenIndex& index, const PathSelection& selection) {
  for (const auto* entry : index.entries) {
    if (stage_of(*entry) == 0 || !selection.has(entry->path)) continue;
    throw ApiError(409, "GIT_MERGE_CONFLICT",
                   std::string("conflict: ") + entry->path +
                       " has conflicts: give a source, or resolve them and add it");
  }
}

// The content of a file that is only intended to be added, as git sees it; one that is there is its content
// to be.
void make_empty_file(git_repository* repository, const std::string& path) {
  const std::string worktree = git_repository_workdir(repository);
  if (!leading_link(worktree, path).empty()) return;
  const UniqueFd made(
      ::open((worktree + path).c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666));
}

// The worktree from the index.
void restore_worktree(git_repository* repository, OpenIndex& index, PathSelection& selection) {
  prefer_literal(selection, index.entries);
  const auto paths = index_paths(index);
  check_all_match(selection, paths);
  check_no_conflicts(index, selection);
  std::vector<std::string> matched;
  for (const auto& path : paths) {
    const git_index_entry* entry = git_index_get_bypath(index.index.get(), path.c_str(), 0);
    if (!selection.has(path) || is_left_out(*entry)) continue;
    if (is_intended(*entry)) {
      make_empty_file(repository, path);
    } else {
      matched.push_back(path);
    }
  }
  mark_racy_changes(repository, index);
  write_files(repository, index.index.get(), matched, true);
  write_index(index);
}

}  // namespace

void git_restore_files(git_repository* repository, const GitRestoreParams& params) {
  require_worktree(repository, "restore files");
  const bool staged = params.staged.value_or(false);
  const bool worktree = params.worktree.value_or(false) || !staged;
  PathSelection selection(params.files, git_repository_workdir(repository));
  OpenIndex index = lock_index(repository);
  if (!staged && params.source.value_or("").empty()) return restore_worktree(repository, index, selection);

  const Tree tree = source_tree(repository, params.source);
  const git_oid* id = tree ? git_tree_id(tree.get()) : nullptr;
  const IndexChanges changes = changes_to_tree(repository, index, id, selection);
  std::vector<std::string> kept;
  for (const auto& path : changes.matched) {
    const git_index_entry* entry = git_index_get_bypath(index.index.get(), path.c_str(), 0);
    if (entry != nullptr && is_left_out(*entry)) continue;
    if (!std::binary_search(changes.removed.begin(), changes.removed.end(), path)) kept.push_back(path);
  }
  const bool restaged = staged && apply_to_index(index.index.get(), changes);
  if (restaged) mark_racy_changes(repository, index);
  if (!worktree) {
    if (restaged) write_index(index);
    return;
  }
  remove_files(repository, changes.removed);
  if (staged) {
    write_files(repository, index.index.get(), kept, true);
    return write_index(index);
  }
  Index from;
  check(git_index_new(out(from)));
  if (tree) check(git_index_read_tree(from.get(), tree.get()));
  write_files(repository, from.get(), kept, false);
}

}  // namespace toolbox
