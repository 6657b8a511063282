#pragma once
#include <string>

#include "base/offload.h"

namespace toolbox {

// Copies a file, or a directory with all that is below, to `to`, which must not exist, and makes it durable:
// content (holes stay holes), links as they are, files with several names within the tree as such, FIFOs,
// sockets and devices; modes and times; owners where that is permitted, else without setuid and setgid.
// Throws ApiError, also once `stop` is set; what was copied so far stays then. Blocking.
void copy_tree(const std::string& from, const std::string& to, const StopFlag& stop);

}  // namespace toolbox
