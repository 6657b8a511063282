#pragma once
#include "git/handles.h"
#include "git/messages.h"

namespace toolbox {

// Each runs on a pool thread within an operation (git/operation.h), and throws ApiError for what the client
// is to know.

GitRemotes git_remotes(git_repository* repository);

// Throws 409 for one that exists unless it is to be overwritten; a remote whose fetch fails is not added.
void git_add_remote(git_repository* repository, const GitRemoteParams& params);

}  // namespace toolbox
