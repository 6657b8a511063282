#pragma once
#include <string>

#include "git/handles.h"

namespace toolbox {

// Throws ApiError 409 GIT_MERGE_CONFLICT when the index holds unresolved conflicts. doing: "checking out
// main".
void require_no_conflicts(git_repository* repository, const std::string& doing);

// Makes worktree and index those of `target`, a commit, where HEAD's differ from it; other local changes
// stay. Throws ApiError 409 GIT_DIRTY_WORKTREE, which names the files, when local changes or untracked files
// are in the way; nothing has changed then. HEAD is the caller's to move.
void switch_worktree(git_repository* repository, git_commit* target, const std::string& doing);

}  // namespace toolbox
