#include "git/shallow.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/api_error.h"
#include "base/read_file.h"
#include "base/unique_fd.h"
#include "base/write_all.h"

namespace toolbox {
namespace {

std::string shallow_file(git_repository* repository) {
  return std::string(git_repository_commondir(repository)) + "shallow";
}

}  // namespace

std::string read_shallow(git_repository* repository) {
  return read_small_file(shallow_file(repository));
}

void write_shallow(git_repository* repository, const std::string& text) {
  const std::string path = shallow_file(repository);
  const UniqueFd file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644));
  if (file && write_all(file.get(), text)) return;
  const int error = errno;
  if (file) ::unlink(path.c_str());
  const std::string why = "cannot write " + path + ": " + std::strerror(error);
  if (error == ENOSPC || error == EDQUOT) throw ApiError(507, "INSUFFICIENT_STORAGE", why);
  throw ApiError(500, "INTERNAL_SERVER_ERROR", why);
}

}  // namespace toolbox
