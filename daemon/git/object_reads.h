#pragma once
#include <git2.h>

namespace toolbox {

// From now on reading an object of the repository fails once the operation has been stopped: libgit2's
// checkout offers no other way to end it. Throws ApiError.
void stop_with_operation(git_repository* repository);

}  // namespace toolbox
