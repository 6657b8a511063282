#pragma once
#include <sys/stat.h>

#include "git/handles.h"

namespace toolbox {

// What an index entry says of its file without the file being read.
enum class EntryState { same, modified, doubtful };

// How file and index entry are compared, by the repository's configuration.
struct EntryRules {
  bool trust_mode = true;     // core.fileMode
  bool trust_ctime = true;    // core.trustctime
  bool minimal_stat = false;  // core.checkStat = minimal
  bool symlinks = true;       // core.symlinks
  bool sparse = false;        // core.sparseCheckout
  bool fold_case = false;     // core.ignorecase
  timespec index_time{};      // when the index was written; a file as young as that may have changed since

  static EntryRules of(git_repository* repository, const struct stat& index_file);
};

// Of a file, link or other thing that is not a directory, in the place of an entry that is not a submodule.
// Doubtful: only its content can tell. Pure.
EntryState check_entry(const git_index_entry& entry, const struct stat& found, const EntryRules& rules);

// Whether git takes the entry's file for unchanged whatever it is like (assume-unchanged, skip-worktree).
// present: the file is there.
bool is_taken_for_same(const git_index_entry& entry, bool present, const EntryRules& rules);

bool is_intended(const git_index_entry& entry);  // `git add -N`
bool is_left_out(const git_index_entry& entry);  // skip-worktree: of a sparse checkout
bool is_submodule(const git_index_entry& entry);
int stage_of(const git_index_entry& entry);  // 0, or 1 to 3 of a conflict

}  // namespace toolbox
