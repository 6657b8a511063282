#include "git/reset.h"

#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/api_error.h"
#include "git/dirty_files.h"
#include "git/failure.h"
#include "git/index_edit.h"
#include "git/index_lock.h"
#include "git/merge_state.h"
#include "git/operation.h"
#include "git/pathspec.h"
#include "git/repository.h"
#include "git/tree_compare.h"
#include "git/worktree_changes.h"
#include "git/worktree_write.h"

namespace toolbox {
namespace {

struct Target {
  std::string name;
  Commit commit;  // null: HEAD before the first commit, an empty tree
  Tree tree;
};

Target find_target(git_repository* repository, const GitResetParams& params) {
  Target target;
  target.name = params.target.value_or("HEAD");
  if (target.name.empty()) throw ApiError::bad_request("bad request: target must not be empty");
  target.commit = target.name == "HEAD" ? head_commit(repository) : resolve_commit(repository, target.name);
  if (target.commit) check(git_commit_tree(out(target.tree), target.commit.get()));
  return target;
}

void move_head(git_repository* repository, const Target& target) {
  if (!target.commit) return;
  const git_oid* id = git_commit_id(target.commit.get());
  Reference made;
  if (const Commit head = head_commit(repository)) {
    check(git_reference_create(out(made), repository, "ORIG_HEAD", git_commit_id(head.get()), 1, nullptr));
  }
  Reference head;
  check(git_reference_lookup(out(head), repository, "HEAD"));
  const bool on_branch = git_reference_type(head.get()) == GIT_REFERENCE_SYMBOLIC;
  const std::string name = on_branch ? git_reference_symbolic_target(head.get()) : "HEAD";
  check(git_reference_create(out(made), repository, name.c_str(), id, 1,
                             ("reset: moving to " + target.name).c_str()));
}

void reset_files(git_repository* repository, const Target& target, const std::vector<std::string>& names) {
  OpenIndex index = lock_index(repository);
  const char* worktree = git_repository_workdir(repository);
  PathSelection selection(names, worktree != nullptr ? worktree : "/");
  const git_oid* tree = target.tree ? git_tree_id(target.tree.get()) : nullptr;
  const IndexChanges changes = changes_to_tree(repository, index, tree, selection);
  if (!apply_to_index(index.index.get(), changes)) return;
  mark_racy_changes(repository, index);
  write_index(index);
}

// The files that HEAD is to be moved across: what the index has otherwise than the target, and conflicts.
struct Crossing {
  std::vector<std::string> paths;
  std::set<std::string, std::less<>> conflicts;
};

Crossing crossing(git_repository* repository, const OpenIndex& index, const Target& target) {
  Crossing found;
  const git_oid* tree = target.tree ? git_tree_id(target.tree.get()) : nullptr;
  for (const auto* entry : index.entries) {
    if (stage_of(*entry) != 0) found.conflicts.insert(entry->path);
  }
  const auto cached = read_cached_tree(index.index.get());
  for (auto& change : compare_tree(repository, tree, index.entries, cached ? &*cached : nullptr)) {
    found.paths.push_back(std::move(change.path));
  }
  found.paths.insert(found.paths.end(), found.conflicts.begin(), found.conflicts.end());
  return found;
}

// Files of the crossing that are otherwise than in the index: changed, or there without being in it.
std::vector<std::string> changed_files(git_repository* repository, OpenIndex& index,
                                       const Crossing& crossing) {
  const WorktreeChanges changes = worktree_changes(repository, index);
  std::set<std::string, std::less<>> changed;
  for (const auto* list : {&changes.modified, &changes.intended}) {
    for (const std::size_t place : *list) {
      // What is in a submodule no reset touches.
      if (!is_submodule(*index.entries[place])) changed.insert(index.entries[place]->path);
    }
  }
  const std::set<std::string, std::less<>> others(changes.untracked.begin(), changes.untracked.end());
  std::vector<std::string> in_the_way;
  const std::string worktree = git_repository_workdir(repository);
  for (const auto& path : crossing.paths) {
    struct stat found{};
    const bool present = ::lstat((worktree + path).c_str(), &found) == 0;
    for (auto slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
      if (const auto file = path.substr(0, slash); others.contains(file)) in_the_way.push_back(file);
    }
    const std::string below = path + "/";
    for (auto it = others.lower_bound(below); it != others.end() && it->starts_with(below); ++it)
      in_the_way.push_back(*it);
    const git_index_entry* entry = git_index_get_bypath(index.index.get(), path.c_str(), 0);
    const bool untracked = present && !S_ISDIR(found.st_mode) && !index_has(index.entries, path);
    const bool directory = present && S_ISDIR(found.st_mode) && entry != nullptr && !is_submodule(*entry);
    if (!crossing.conflicts.contains(path) && (untracked || directory || changed.contains(path)))
      in_the_way.push_back(path);
  }
  return in_the_way;
}

// What makes the whole index the target's.
IndexChanges changes_to(git_repository* repository, const OpenIndex& index, const Target& target) {
  const char* worktree = git_repository_workdir(repository);
  PathSelection all({"."}, worktree);
  return changes_to_tree(repository, index, target.tree ? git_tree_id(target.tree.get()) : nullptr, all);
}

// Makes the index the target's, and those files of the worktree that are named.
void move_to(git_repository* repository, OpenIndex& index, const Target& target,
             const std::set<std::string, std::less<>>& files) {
  const IndexChanges changes = changes_to(repository, index, target);
  std::vector<std::string> removed;
  for (const auto& path : changes.removed) {
    if (files.contains(path)) removed.push_back(path);
  }
  apply_to_index(index.index.get(), changes);
  std::vector<std::string> written;
  for (const auto& path : files) {
    const git_index_entry* entry = git_index_get_bypath(index.index.get(), path.c_str(), 0);
    if (entry != nullptr && !is_left_out(*entry)) written.push_back(path);
  }
  remove_files(repository, removed);
  mark_racy_changes(repository, index);
  write_files(repository, index.index.get(), written, true);
  write_index(index);
}

// Whether the file's content may be another than when the index took it in: a copied worktree has other
// inodes only, a file whose mode was changed another change time.
bool was_written(const std::string& worktree, const git_index_entry& entry) {
  struct stat at{};
  if (::lstat((worktree + entry.path).c_str(), &at) != 0) return true;
  return at.st_size != static_cast<off_t>(entry.file_size) || at.st_mtim.tv_sec != entry.mtime.seconds ||
         at.st_mtim.tv_nsec != entry.mtime.nanoseconds;
}

// Files that are assumed to be unchanged (`git update-index --assume-unchanged`) are looked at all the same.
// Returns them.
std::vector<std::string> drop_assumptions(git_repository* repository) {
  Index index;
  check(git_repository_index(out(index), repository));
  std::vector<std::string> assumed;
  for (const auto* entry : index_entries(index.get())) {
    if ((entry->flags & GIT_INDEX_ENTRY_VALID) != 0) assumed.emplace_back(entry->path);
  }
  for (const auto& path : assumed) {
    git_index_entry entry = *git_index_get_bypath(index.get(), path.c_str(), 0);
    entry.flags &= static_cast<std::uint16_t>(~GIT_INDEX_ENTRY_VALID);
    entry.path = path.c_str();
    check(git_index_add(index.get(), &entry));
  }
  return assumed;
}

// For those that are still in the index.
void restore_assumptions(git_repository* repository, const std::vector<std::string>& assumed) {
  if (assumed.empty()) return;
  Index index;
  check(git_repository_index(out(index), repository));
  for (const auto& path : assumed) {
    const git_index_entry* now = git_index_get_bypath(index.get(), path.c_str(), 0);
    if (now == nullptr) continue;
    git_index_entry entry = *now;
    entry.flags |= GIT_INDEX_ENTRY_VALID;
    entry.path = path.c_str();
    check(git_index_add(index.get(), &entry));
  }
  check(git_index_write(index.get()));
}

void reset_hard(git_repository* repository, const Target& target) {
  const std::vector<std::string> assumed = drop_assumptions(repository);
  OpenIndex index = lock_index(repository);
  const WorktreeScan scan = scan_worktree(scan_request(repository, index), Operation::current());
  std::set<std::string, std::less<>> files;
  const auto add = [&](std::size_t place) { files.insert(index.entries[place]->path); };
  for (const auto* list : {&scan.modified, &scan.deleted, &scan.intended}) {
    for (const std::size_t place : *list) add(place);
  }
  // That they have the right content is not enough: git writes them anew, with the line ends of the settings.
  const std::string worktree = git_repository_workdir(repository);
  for (const auto& doubtful : scan.doubtful) {
    if (was_written(worktree, *index.entries[doubtful.entry])) add(doubtful.entry);
  }
  for (const auto* entry : index.entries) {
    if ((entry->flags & GIT_INDEX_ENTRY_VALID) != 0)
      files.insert(entry->path);  // assumed, not known to be unchanged
  }
  Crossing between = crossing(repository, index, target);
  files.insert(between.paths.begin(), between.paths.end());
  move_to(repository, index, target, files);
  restore_assumptions(repository, assumed);
}

void reset_mixed(git_repository* repository, const Target& target) {
  OpenIndex index = lock_index(repository);
  move_to(repository, index, target, {});
}

// Local changes are kept; files that differ between the index and the target must not have any.
void reset_merge(git_repository* repository, const Target& target) {
  OpenIndex index = lock_index(repository);
  const Crossing files = crossing(repository, index, target);
  std::vector<std::string> in_the_way = changed_files(repository, index, files);
  for (const auto* entry : index.entries) {
    if (is_intended(*entry))
      in_the_way.emplace_back(entry->path);  // what it is to be is only in the worktree
  }
  check_not_dirty(std::move(in_the_way), "reset");
  move_to(repository, index, target, {files.paths.begin(), files.paths.end()});
}

// As above, for files that differ between HEAD and the target; what is staged besides is unstaged.
void reset_keep(git_repository* repository, const Target& target) {
  OpenIndex index = lock_index(repository);
  if (git_index_has_conflicts(index.index.get()) != 0) {
    throw ApiError(409, "GIT_MERGE_CONFLICT",
                   "conflict: with conflicts in the index reset can't keep local changes");
  }
  const Commit head = head_commit(repository);
  const git_oid* head_tree = head ? git_commit_tree_id(head.get()) : nullptr;
  const git_oid* tree = target.tree ? git_tree_id(target.tree.get()) : nullptr;
  std::set<std::string, std::less<>> staged;
  for (const auto& change : compare_tree(repository, head_tree, index.entries, nullptr))
    staged.insert(change.path);
  const std::set<std::string, std::less<>> moved = paths_between(repository, head_tree, tree);
  Crossing files = crossing(repository, index, target);
  std::erase_if(files.paths, [&](const std::string& path) { return !moved.contains(path); });
  std::vector<std::string> in_the_way = changed_files(repository, index, files);
  for (const auto& path : files.paths) {
    if (staged.contains(path)) in_the_way.push_back(path);
  }
  check_not_dirty(std::move(in_the_way), "reset");
  move_to(repository, index, target, {files.paths.begin(), files.paths.end()});
}

}  // namespace

void git_reset_to(git_repository* repository, const GitResetParams& params) {
  const std::string mode = params.mode.value_or("mixed");
  static const std::map<std::string, void (*)(git_repository*, const Target&), std::less<>> modes = {
      {"soft", nullptr},
      {"mixed", reset_mixed},
      {"hard", reset_hard},
      {"merge", reset_merge},
      {"keep", reset_keep}};
  const auto found_mode = modes.find(mode);
  if (found_mode == modes.end()) {
    throw ApiError::bad_request("bad request: mode must be soft, mixed, hard, merge or keep, not " + mode);
  }
  if (params.files && mode != "mixed") {
    throw ApiError::bad_request("bad request: files can be reset with mode mixed only");
  }
  if (mode != "soft") {
    require_worktree(repository, "reset");
    check_index_lockable(repository);
  }
  const Target target = find_target(repository, params);
  if (params.files) return reset_files(repository, target, *params.files);
  if (mode == "soft" || mode == "keep") {
    if (!merge_heads(repository).empty()) {
      throw ApiError(409, "GIT_MERGE_CONFLICT",
                     "conflict: a merge is in progress: a " + mode + " reset would break it");
    }
  }
  if (found_mode->second != nullptr) found_mode->second(repository, target);
  move_head(repository, target);
  end_merge(repository);
}

}  // namespace toolbox
