#include "base/directory.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>

#include "base/api_error.h"
#include "base/utf8.h"

namespace toolbox {

std::string absolute_path(const std::string& path, const std::string& work_dir) {
  if (path.empty()) return work_dir;
  std::string full = (std::filesystem::path(work_dir) / path).lexically_normal().string();
  if (full.size() > 1 && full.ends_with('/')) full.pop_back();
  return full;
}

std::optional<std::string> real_path(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.c_str(), nullptr), std::free);
  if (!real) return std::nullopt;
  return real.get();
}

void check_directory(const std::string& path, const char* name) {
  struct stat info{};
  int error = ::stat(path.c_str(), &info) == 0 ? 0 : errno;
  if (error == 0 && !S_ISDIR(info.st_mode)) error = ENOTDIR;
  if (error == 0 && ::faccessat(AT_FDCWD, path.c_str(), X_OK, AT_EACCESS) != 0) error = errno;
  if (error == 0) return;
  throw ApiError::bad_path(std::string("bad request: ") + name + " " + utf8::to_valid(path) + ": " +
                           std::strerror(error));
}

}  // namespace toolbox
