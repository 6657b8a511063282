#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "base/limits.h"
#include "base/offload.h"
#include "files/file_info.h"

namespace toolbox {

// What is in a directory, sorted by name, `depth` levels deep: a directory right before its children. Links
// to directories are not entered; what is below a directory that cannot be read is left out, as is what
// vanishes meanwhile. `path` is absolute and clean. Ends early, with a part, once `stop` is set. Throws
// ApiError when `path` itself cannot be listed, and 413 when the answer would be larger than `most` bytes.
// Blocking.
std::vector<FileInfo> list_directory(const std::string& path, std::int64_t depth, const StopFlag& stop,
                                     std::size_t most = limits::max_list_answer);

}  // namespace toolbox
