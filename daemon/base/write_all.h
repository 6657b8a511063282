#pragma once
#include <string_view>

namespace toolbox {

// Writes all of `bytes`, waiting where it has to. False when that is not possible; errno tells why. Blocking.
bool write_all(int fd, std::string_view bytes);

}  // namespace toolbox
