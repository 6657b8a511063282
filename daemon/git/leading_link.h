#pragma once
#include <string>

namespace toolbox {

// The first directory above `path` that is a symbolic link: what is named behind it is somewhere else; ""
// when none is. worktree: with a slash at its end. path: relative to it. Blocking.
std::string leading_link(const std::string& worktree, const std::string& path);

}  // namespace toolbox
