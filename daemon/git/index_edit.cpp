#include "git/index_edit.h"

#include <algorithm>

#include "base/api_error.h"
#include "git/failure.h"
#include "git/operation.h"

namespace toolbox {
namespace {

Index index_of_tree(git_repository* repository, const git_oid* id) {
  Index index;
  check(git_index_new(out(index)));
  if (id == nullptr) return index;
  Tree tree;
  check(git_tree_lookup(out(tree), repository, id));
  check(git_index_read_tree(index.get(), tree.get()));
  return index;
}

}  // namespace

std::set<std::string, std::less<>> index_paths(const OpenIndex& index) {
  std::set<std::string, std::less<>> paths;
  for (const auto* entry : index.entries) paths.insert(paths.end(), entry->path);
  return paths;
}

void check_all_match(const PathSelection& selection, const std::set<std::string, std::less<>>& paths) {
  for (const auto& item : selection.items()) {
    const auto fits = [&](const std::string& path) { return item.matches(path); };
    if (item.path.empty() || std::any_of(paths.begin(), paths.end(), fits)) continue;
    throw ApiError(404, "NOT_FOUND",
                   "not found: " + item.given + " matches no file that git knows; nothing was changed");
  }
}

IndexChanges changes_to_tree(git_repository* repository, const OpenIndex& index, const git_oid* tree,
                             PathSelection& selection) {
  const Index theirs = index_of_tree(repository, tree);
  const auto their_entries = index_entries(theirs.get());
  prefer_literal(selection, index.entries);
  prefer_literal(selection, their_entries);
  auto paths = index_paths(index);
  for (const auto* entry : their_entries) paths.insert(entry->path);
  check_all_match(selection, paths);

  IndexChanges changes;
  for (const auto& path : paths) {
    if (!selection.has(path)) continue;
    changes.matched.push_back(path);
    const git_index_entry* ours = git_index_get_bypath(index.index.get(), path.c_str(), 0);
    const git_index_entry* wanted = git_index_get_bypath(theirs.get(), path.c_str(), 0);
    if (wanted == nullptr) {
      changes.removed.push_back(path);
    } else if (ours == nullptr || is_intended(*ours) || ours->mode != wanted->mode ||
               git_oid_equal(&ours->id, &wanted->id) == 0) {
      changes.set.push_back({StagedChange::Kind::modified, path, {}, wanted->id, {}, wanted->mode, 0});
    }
  }
  return changes;
}

bool apply_to_index(git_index* index, const IndexChanges& changes) {
  for (const auto& path : changes.removed) check(git_index_remove_bypath(index, path.c_str()));
  for (const auto& change : changes.set) {
    Operation::current().check_stopped();
    found(git_index_conflict_remove(index, change.path.c_str()));
    const git_index_entry* old = git_index_get_bypath(index, change.path.c_str(), 0);
    git_index_entry entry{};
    // A file that is left out of the worktree stays out.
    if (old != nullptr && is_left_out(*old)) entry.flags_extended = GIT_INDEX_ENTRY_SKIP_WORKTREE;
    entry.path = change.path.c_str();
    entry.id = change.old_id;
    entry.mode = change.old_mode;
    check(git_index_add(index, &entry));
  }
  return !changes.removed.empty() || !changes.set.empty();
}

std::set<std::string, std::less<>> paths_between(git_repository* repository, const git_oid* from,
                                                 const git_oid* to) {
  const Index index = index_of_tree(repository, to);
  std::set<std::string, std::less<>> paths;
  for (const auto& change : compare_tree(repository, from, index_entries(index.get()), nullptr)) {
    paths.insert(change.path);
  }
  return paths;
}

}  // namespace toolbox
