#pragma once
#include <string>
#include <vector>

#include "git/handles.h"

namespace toolbox {

// For files that are to be added, paths from the worktree's root: whether they can be stored as they are
// although their attributes ask for a conversion by a program (filter) or to UTF-8 (working-tree-encoding),
// which are not done here. A filter that the configuration does not require may be left out, as git does when
// it fails. Returns a sentence for the client when files for Git LFS are among those, else nothing. Throws
// ApiError 422, which names the first file that git would not store so either. Blocking; only within an
// operation.
std::string check_conversions(git_repository* repository, const std::vector<std::string>& files);

}  // namespace toolbox
