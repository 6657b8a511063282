#pragma once
#include <git2.h>

namespace toolbox {

// For operations that change more than the index, which is written last: tells beforehand that it can't be,
// since its lock file is there (of another git process) or none can be made. Throws ApiError 409, 403 or 507.
void check_index_lockable(git_repository* repository);

}  // namespace toolbox
