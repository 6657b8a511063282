#pragma once
#include <string>
#include <string_view>

#include "base/unique_fd.h"

namespace toolbox {

// A script that is too long to be passed otherwise, as a file without a name. Throws system_error. Blocking.
UniqueFd script_file(std::string_view script);

// Where other processes find a descriptor of the daemon's.
std::string path_of_descriptor(int fd);

}  // namespace toolbox
