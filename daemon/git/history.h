#pragma once
#include "git/handles.h"
#include "git/messages.h"

namespace toolbox {

// Each runs on a pool thread within an operation (git/operation.h), and throws ApiError for what the client
// is to know.

// The commits that HEAD reaches, newest first; none before the first commit.
std::vector<GitCommitInfo> git_history(git_repository* repository, const GitHistoryQuery& query);

}  // namespace toolbox
