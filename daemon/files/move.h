#pragma once
#include <string>

#include "base/offload.h"

namespace toolbox {

// What move_path left to do.
enum class Moved { done, other_file_system };

// Renames `source` to `destination`, which must not exist. Across file systems it changes nothing and says
// so: then it is move_by_copy's. Both are clean. Throws ApiError: 404, 403, 409, 400 (into itself).
// Blocking, but quick.
Moved move_path(const std::string& source, const std::string& destination);

// Copies to a temporary name beside the destination, makes it durable, renames it into place, deletes the
// source. Whatever fails before the rename leaves nothing behind and the source whole; so does `stop`. Throws
// as above, and 507 when the disk is full. Blocking, as long as it takes.
void move_by_copy(const std::string& source, const std::string& destination, const StopFlag& stop);

}  // namespace toolbox
