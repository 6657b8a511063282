#pragma once
#include "git/handles.h"
#include "git/messages.h"

namespace toolbox {

// Fills in what the status says of the current branch and its upstream; `head`: null before the first commit.
// Blocking; only within an operation.
void describe_branch(git_repository* repository, const git_commit* head, GitStatus& status);

}  // namespace toolbox
