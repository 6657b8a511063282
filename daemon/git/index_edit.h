#pragma once
#include <set>
#include <string>
#include <vector>

#include "git/pathspec.h"
#include "git/tree_compare.h"
#include "git/worktree_changes.h"

namespace toolbox {

// What makes index entries those of a tree.
struct IndexChanges {
  std::vector<std::string> matched;  // all files that were named, changed or not
  std::vector<std::string> removed;
  std::vector<StagedChange> set;  // to the old_id and old_mode
};

// For the files that `selection` names in the index or the tree (null: an empty one). Throws ApiError 404 for
// a name that is in neither. Blocking; only within an operation.
IndexChanges changes_to_tree(git_repository* repository, const OpenIndex& index, const git_oid* tree,
                             PathSelection& selection);

// Returns whether the index was changed; it is not written.
bool apply_to_index(git_index* index, const IndexChanges& changes);

// The files that two trees (null: empty) have otherwise. Blocking; only within an operation.
std::set<std::string, std::less<>> paths_between(git_repository* repository, const git_oid* from,
                                                 const git_oid* to);

// The distinct paths of the index.
std::set<std::string, std::less<>> index_paths(const OpenIndex& index);

// Throws ApiError 404 for a name of `selection` that none of `paths` fits.
void check_all_match(const PathSelection& selection, const std::set<std::string, std::less<>>& paths);

}  // namespace toolbox
