#pragma once
#include <string>
#include <vector>

#include "git/handles.h"
#include "git/index_lock.h"
#include "git/worktree_scan.h"

namespace toolbox {

// A repository's index as it is compared with the worktree.
struct OpenIndex {
  Index index;
  std::vector<const git_index_entry*> entries;
  struct stat file{};  // the index file's; all zero when there is none
  IndexLock lock;      // held only by what changes the index
};

// Reads the index. Throws ApiError.
OpenIndex open_index(git_repository* repository);

// Reads it to change it: nobody else does until write_index(), which is to follow, or the end of it. Throws
// as IndexLock does too.
OpenIndex lock_index(git_repository* repository);

// Writes the index and gives up its lock. Throws ApiError.
void write_index(OpenIndex& index);

// What differs, by contents where stat() does not tell.
struct WorktreeChanges {
  std::vector<std::size_t> modified;  // places in the index, as below
  std::vector<std::size_t> deleted;
  std::vector<std::size_t> intended;
  std::vector<std::string> untracked;
};

// Compares the worktree with the index, all of it. What was touched only is noted in the index, which is then
// written so that the next look is faster; that this fails is no failure. Blocking; only within an operation.
WorktreeChanges worktree_changes(git_repository* repository, OpenIndex& index);

// Looks into the doubtful files of a scan: those that differ are added to its modified ones; the index is
// told what the others are like. Returns whether there were such. Blocking; only within an operation.
bool settle_doubtful(git_repository* repository, const OpenIndex& index, WorktreeScan& scan);

// To be called before the index is written anew, which makes it younger than files that changed in the second
// in which it was written before: git would take those for unchanged, since it compares whole seconds. Marks
// them as to be looked into. Blocking; only within an operation.
void mark_racy_changes(git_repository* repository, const OpenIndex& index);

// The request for a scan of the worktree of `repository`: all of it.
ScanRequest scan_request(git_repository* repository, const OpenIndex& index);

}  // namespace toolbox
