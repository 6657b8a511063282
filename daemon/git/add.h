#pragma once
#include "git/handles.h"
#include "git/messages.h"

namespace toolbox {

// Each runs on a pool thread within an operation (git/operation.h), and throws ApiError for what the client
// is to know.

// Puts files, directories, globs, all (".") and deletions into the index. Throws 404 for what names nothing,
// 400 for what is outside the worktree.
void git_add(git_repository* repository, const GitAddParams& params);

}  // namespace toolbox
