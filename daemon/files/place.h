#pragma once
#include <sys/stat.h>

#include <optional>
#include <string>

#include "base/unique_fd.h"

namespace toolbox {

// Where a file is to be written: a directory and a name in it, with the links at the end of the path followed
// also when they lead nowhere yet.
struct Place {
  UniqueFd directory;  // O_PATH
  std::string name;
  std::optional<struct stat> before;  // what is there now, never a directory

  bool special() const { return before && !S_ISREG(before->st_mode); }
};

// Finds it, and makes missing parents (0755) if asked to. Throws ApiError. Blocking.
Place find_place(const std::string& path, bool make_parents);

}  // namespace toolbox
