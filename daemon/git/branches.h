#pragma once
#include "git/handles.h"
#include "git/messages.h"

namespace toolbox {

// Each runs on a pool thread within an operation (git/operation.h), and throws ApiError for what the client
// is to know.

// The local branches, sorted; the unborn one is not among them.
GitBranches git_branches(git_repository* repository);

// Makes a branch at HEAD and checks it out. Throws 409 GIT_BRANCH_EXISTS, 400 for a bad name.
void git_create_branch(git_repository* repository, const GitBranchParams& params);

// A branch at the commit. Throws 409 CONFLICT when its name collides with another's, as a/b does with a.
Reference make_branch(git_repository* repository, const std::string& name, git_commit* at);

// Throws 409 for the current branch (of any worktree), 404 GIT_BRANCH_NOT_FOUND.
void git_delete_branch(git_repository* repository, const GitBranchParams& params);

}  // namespace toolbox
