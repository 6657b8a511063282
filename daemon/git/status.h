#pragma once
#include "git/handles.h"
#include "git/messages.h"

namespace toolbox {

// Each runs on a pool thread within an operation (git/operation.h), and throws ApiError for what the client
// is to know.

// What `git status` tells, sorted by name.
GitStatus git_status(git_repository* repository);

}  // namespace toolbox
