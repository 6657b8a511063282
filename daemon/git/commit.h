#pragma once
#include "git/handles.h"
#include "git/messages.h"

namespace toolbox {

// Each runs on a pool thread within an operation (git/operation.h), and throws ApiError for what the client
// is to know.

// Commits the index with the given author and committer. Throws 409 when there is nothing to commit, 409
// GIT_MERGE_CONFLICT with conflicts in the index.
GitCommitReply git_commit_index(git_repository* repository, const GitCommitParams& params);

}  // namespace toolbox
