#pragma once
#include "git/handles.h"
#include "git/messages.h"

namespace toolbox {

// Each runs on a pool thread within an operation (git/operation.h), and throws ApiError for what the client
// is to know.

// `git init`; an existing repository stays as it is.
void git_init(const std::string& path, const GitInitParams& params);

}  // namespace toolbox
