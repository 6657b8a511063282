#pragma once
#include "git/handles.h"
#include "git/messages.h"

namespace toolbox {

// Each runs on a pool thread within an operation (git/operation.h), and throws ApiError for what the client
// is to know.

// Fetches, and moves the current branch forward. Throws 409 when that is no fast-forward or local changes are
// in the way.
void git_pull(git_repository* repository, const GitPullParams& params);

}  // namespace toolbox
