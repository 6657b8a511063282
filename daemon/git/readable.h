#pragma once
#include <unistd.h>

#include <string>

namespace toolbox {

// Throws ApiError 403, which names the path, when something is there that the daemon's user may not use so:
// libgit2 often takes such for what is not there, or is somebody's lock. mode: as access() has it. Blocking.
void require_readable(const std::string& path, int mode = R_OK);

}  // namespace toolbox
