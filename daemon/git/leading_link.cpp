#include "git/leading_link.h"

#include <sys/stat.h>

namespace toolbox {

std::string leading_link(const std::string& worktree, const std::string& path) {
  for (std::size_t slash = path.find('/'); slash != std::string::npos; slash = path.find('/', slash + 1)) {
    const std::string above = path.substr(0, slash);
    struct stat found{};
    if (::lstat((worktree + above).c_str(), &found) == 0 && S_ISLNK(found.st_mode)) return above;
  }
  return {};
}

}  // namespace toolbox
