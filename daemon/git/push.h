#pragma once
#include "git/handles.h"
#include "git/messages.h"

namespace toolbox {

// Each runs on a pool thread within an operation (git/operation.h), and throws ApiError for what the client
// is to know.

// Pushes a branch to the one of its name. Throws 409 GIT_PUSH_REJECTED when the remote has other commits, 422
// GIT_REMOTE_REJECTED when it refuses.
void git_push(git_repository* repository, const GitPushParams& params);

}  // namespace toolbox
