#include "base/path_error.h"

#include <array>
#include <cerrno>
#include <cstring>

namespace toolbox {
namespace {

// The system's sentence as it is usual in the middle of one: "no such file or directory". Thread-safe.
std::string reason(int error) {
  std::array<char, 128> text{};
  std::string out = ::strerror_r(error, text.data(), text.size());  // the GNU one
  const bool word = out.size() > 1 && out[1] >= 'a' && out[1] <= 'z';
  if (word && out[0] >= 'A' && out[0] <= 'Z') out[0] = static_cast<char>(out[0] + ('a' - 'A'));
  return out;
}

}  // namespace

ApiError path_error(int error, const std::string& path) {
  const std::string what = path + ": " + reason(error);
  switch (error) {
    case ENOENT:
    case ENOTDIR:
      return {404, "FILE_NOT_FOUND", "not found: " + what};
    case EACCES:
    case EPERM:
    case EROFS:
      return {403, "FILE_ACCESS_DENIED", "forbidden: " + what};
    case EEXIST:
    case ENOTEMPTY:
      return {409, "CONFLICT", "conflict: " + what};
    case EINVAL:
    case EILSEQ:  // file systems that have rules about names
    case EISDIR:
    case ELOOP:
    case ENAMETOOLONG:
      return ApiError::bad_path("bad request: " + what);
    case EBUSY:
    case ENXIO:  // a device that is not there, a FIFO that nobody reads, a socket
    case EOPNOTSUPP:
    case EPIPE:
    case ETXTBSY:
      return ApiError::bad_request("bad request: " + what);
    case ENOSPC:
    case EDQUOT:
      return {507, "INSUFFICIENT_STORAGE", "insufficient storage: " + what};
    case ECANCELED:  // our own, of work that was told to stop
    case EMFILE:
    case ENFILE:
    case ENOMEM:
      return ApiError::unavailable("service unavailable: " + what);
    default:
      return {500, "INTERNAL_SERVER_ERROR", "internal server error: " + what};
  }
}

void throw_path_error(int error, const std::string& path) {
  throw path_error(error, path);
}

void check_path(const std::string& path) {
  if (path.empty()) throw ApiError::bad_path("bad request: path must not be empty");
  if (path.find('\0') != std::string::npos) {
    throw ApiError::bad_path("bad request: path contains a NUL character");
  }
}

}  // namespace toolbox
