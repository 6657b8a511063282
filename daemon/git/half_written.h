#pragma once
#include "git/handles.h"

namespace toolbox {

// After a checkout of `target` that has failed for want of room on the disk: removes the file that was being
// written, which would be in the way of the next try. Only what is a mere beginning of the target's file is
// taken for that, so nothing of anybody's is lost. HEAD and index must be those from before. Blocking; only
// within an operation.
void remove_half_written(git_repository* repository, git_tree* target);

}  // namespace toolbox
