#pragma once
#include "git/handles.h"
#include "git/messages.h"

namespace toolbox {

// Each runs on a pool thread within an operation (git/operation.h), and throws ApiError for what the client
// is to know.

// `git reset`: HEAD to `target` by one of five modes, or the index entries of `files` to `target`.
void git_reset_to(git_repository* repository, const GitResetParams& params);

}  // namespace toolbox
