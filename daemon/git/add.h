#pragma once
#include <string>

#include "git/handles.h"
#include "git/messages.h"

namespace toolbox {

// Each runs on a pool thread within an operation (git/operation.h), and throws ApiError for what the client
// is to know.

// Puts files, directories, globs, all (".") and deletions into the index. Throws 404 for what names nothing,
// 400 for what is outside the worktree, 403 for what can't be read, 422 for what would have to be converted
// in a way that is not supported; nothing is added then. Returns a sentence for the client about what was not
// added as its attributes ask for, or nothing.
std::string git_add(git_repository* repository, const GitAddParams& params);

}  // namespace toolbox
