#pragma once
#include <string>

#include "git/handles.h"

namespace toolbox {

// A sentence for the client when the checked-out tree's attributes ask for Git LFS, whose files are left as
// the pointers that the repository holds; else empty.
std::string lfs_warning(git_repository* repository);

}  // namespace toolbox
