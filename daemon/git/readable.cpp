#include "git/readable.h"

#include <cerrno>
#include <cstring>

#include "base/api_error.h"

namespace toolbox {

void require_readable(const std::string& path, int mode) {
  if (::access(path.c_str(), mode) == 0 || errno != EACCES) return;
  throw ApiError(403, "FILE_ACCESS_DENIED", "cannot read " + path + ": " + std::strerror(EACCES));
}

}  // namespace toolbox
