#include "git/index_lock.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "base/api_error.h"
#include "base/unique_fd.h"

namespace toolbox {

IndexLock::IndexLock(git_repository* repository) {
  std::string lock = std::string(git_repository_path(repository)) + "index.lock";
  const UniqueFd made(::open(lock.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666));
  if (made) {
    path_ = std::move(lock);
    return;
  }
  const int error = errno;
  const std::string why = "cannot lock the index, " + lock + ": " + std::strerror(error);
  switch (error) {
    case EEXIST:
      throw ApiError(409, "CONFLICT",
                     "conflict: " + why +
                         "; another git process seems to be at work here: if none is, remove the lock file");
    case EACCES:
    case EPERM:
    case EROFS:
      throw ApiError(403, "FILE_ACCESS_DENIED", why);
    case ENOSPC:
    case EDQUOT:
      throw ApiError(507, "INSUFFICIENT_STORAGE", why);
    default:
      throw ApiError(500, "INTERNAL_SERVER_ERROR", why);
  }
}

void IndexLock::release() {
  if (path_.empty()) return;
  ::unlink(path_.c_str());
  path_.clear();
}

void check_index_lockable(git_repository* repository) {
  const IndexLock held(repository);
}

}  // namespace toolbox
