#pragma once
#include "git/handles.h"
#include "git/messages.h"

namespace toolbox {

// Each runs on a pool thread within an operation (git/operation.h), and throws ApiError for what the client
// is to know.

// Switches to a branch, else to a branch that a remote has (which is then tracked), else to a commit,
// detached. Throws 409 GIT_DIRTY_WORKTREE with the files that have changes in the way, 404
// GIT_BRANCH_NOT_FOUND.
void git_checkout(git_repository* repository, const GitCheckoutParams& params);

}  // namespace toolbox
