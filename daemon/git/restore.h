#pragma once
#include "git/handles.h"
#include "git/messages.h"

namespace toolbox {

// Each runs on a pool thread within an operation (git/operation.h), and throws ApiError for what the client
// is to know.

// `git restore`: `files` in the index, the worktree or both, from `source`, the index or HEAD.
void git_restore_files(git_repository* repository, const GitRestoreParams& params);

}  // namespace toolbox
