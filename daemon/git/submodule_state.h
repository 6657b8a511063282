#pragma once
#include <optional>
#include <string>

#include "git/handles.h"

namespace toolbox {

// The commit that is checked out in the repository at `path` in the worktree; nothing when there is none.
std::optional<git_oid> submodule_head(git_repository* repository, const std::string& path);

// Whether `git status` shows the submodule as modified: another commit is checked out in it, it has changed
// files, or untracked ones; less by its setting `ignore`. One that is not checked out is never. Blocking;
// within an operation.
bool submodule_differs(git_repository* repository, const git_index_entry& entry);

}  // namespace toolbox
