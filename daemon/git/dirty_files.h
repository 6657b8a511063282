#pragma once
#include <string>
#include <vector>

namespace toolbox {

// Throws ApiError 409 GIT_DIRTY_WORKTREE, which names the first of them, unless there are none. doing:
// "checking out main".
void check_not_dirty(std::vector<std::string> files, const std::string& doing);

}  // namespace toolbox
