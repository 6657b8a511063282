#include "git/clone_target.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/api_error.h"

namespace toolbox {
namespace {

namespace fs = std::filesystem;

ApiError cannot_make(const std::string& path, int error) {
  const std::string why = "cannot make the directory " + path + ": " + std::strerror(error);
  if (error == EACCES || error == EPERM || error == EROFS)
    return {403, "FILE_ACCESS_DENIED", "forbidden: " + why};
  if (error == ENOSPC || error == EDQUOT) return {507, "INSUFFICIENT_STORAGE", why};
  return {400, "INVALID_FILE_PATH", "bad request: " + why};
}

void check_empty(const std::string& path) {
  std::error_code error;
  const fs::directory_iterator entries(path, error);
  if (error) {
    if (error == std::errc::not_a_directory) {
      throw ApiError(409, "CONFLICT", "conflict: " + path + " exists and is no directory");
    }
    throw cannot_make(path, error.value());
  }
  if (entries != fs::directory_iterator()) {
    throw ApiError(409, "CONFLICT", "conflict: the directory " + path + " exists and is not empty");
  }
}

// The first of `path` and the directories above it that does not exist, from the root on; empty when all do.
std::string first_missing(const std::string& path) {
  for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
    const std::string above = path.substr(0, end);
    struct stat at{};
    if (::lstat(above.c_str(), &at) != 0 && errno == ENOENT) return above;
    if (end == std::string::npos) return {};
  }
}

// Empties the directory; it is on the way to a failure that says more than one of this could.
void remove_content(const std::string& path) noexcept {
  std::error_code error;
  fs::directory_iterator entry(path, error);
  while (!error && entry != fs::directory_iterator()) {
    std::error_code ignored;
    fs::remove_all(entry->path(), ignored);
    entry.increment(error);
  }
}

}  // namespace

CloneTarget::CloneTarget(std::string path) : path_(std::move(path)), first_made_(first_missing(path_)) {
  if (!first_made_.empty()) {
    std::error_code error;
    fs::create_directories(path_, error);
    if (error) {
      remove_directories();
      throw cannot_make(path_, error.value());
    }
  }
  check_empty(path_);
}

CloneTarget::~CloneTarget() {
  if (kept_) return;
  remove_content(path_);
  if (!first_made_.empty()) remove_directories();
}

void CloneTarget::remove_directories() const noexcept {
  std::string directory = path_;
  while (directory.size() >= first_made_.size()) {
    ::rmdir(directory.c_str());  // not one that others have put something into, meanwhile
    directory.resize(directory.rfind('/'));
  }
}

}  // namespace toolbox
