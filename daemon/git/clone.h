#pragma once
#include "git/handles.h"
#include "git/messages.h"

namespace toolbox {

// Each runs on a pool thread within an operation (git/operation.h), and throws ApiError for what the client
// is to know.

// Clones into `path`, absolute. Throws 409 unless that is missing or an empty directory; what was made is
// removed when it fails. Returns a warning for the client, or nothing.
std::string git_clone_into(const std::string& path, const GitCloneParams& params);

}  // namespace toolbox
