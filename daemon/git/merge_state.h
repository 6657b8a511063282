#pragma once
#include <vector>

#include "git/handles.h"

namespace toolbox {

// The commits that a merge in progress brings in (MERGE_HEAD), in its order; none when there is no merge.
std::vector<Commit> merge_heads(git_repository* repository);

// Forgets a merge, cherry-pick or revert in progress, as git does at a commit or reset. Unlike libgit2's
// git_repository_state_cleanup it leaves a rebase or a bisection alone.
void end_merge(git_repository* repository);

}  // namespace toolbox
