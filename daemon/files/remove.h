#pragma once
#include <string>

#include "base/offload.h"

namespace toolbox {

// Deletes a file, a link (never what it leads to), or, when `recursive`, a directory with all that is below.
// Nothing outside is touched even when directories are exchanged for links meanwhile; what others delete
// first is as good as deleted; any depth is fine. The first thing that cannot be deleted ends it, and so does
// `stop`. `path` is clean. Throws ApiError. Blocking.
void remove_path(const std::string& path, bool recursive, const StopFlag& stop);

}  // namespace toolbox
