#pragma once
#include <string>

#include "base/offload.h"
#include "files/substring.h"

namespace toolbox {

// Replaces every occurrence in one file, of any size in bounded memory: the new content appears whole or not
// at all, under the same mode and owner, and through links. A file without an occurrence is left untouched;
// so is any once `stop` is set. Throws ApiError. Blocking.
void replace_in_file(const std::string& path, const Substring& what, const std::string& by,
                     const StopFlag& stop);

}  // namespace toolbox
