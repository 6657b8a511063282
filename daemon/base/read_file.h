#pragma once
#include <string>

namespace toolbox {

// The content of a small file, such as those of /proc; as far as it can be read, so "" where it can't: errno
// then tells why, and is 0 for a file that is empty. Blocking.
std::string read_small_file(const std::string& path);

}  // namespace toolbox
