#include "git/directory_names.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <cstring>

#include "base/unique_fd.h"

namespace toolbox {
namespace {

// As the kernel lays it out.
struct Record {
  std::uint64_t inode;
  std::int64_t offset;
  std::uint16_t length;
  unsigned char type;
  char name[1];
};

bool is_left_out(const char* name) {
  return name[0] == '.' &&
         (name[1] == '\0' || (name[1] == '.' && name[2] == '\0') || std::strcmp(name, ".git") == 0);
}

}  // namespace

bool DirectoryNames::read(int directory) {
  text_.clear();
  names_.clear();
  places_.clear();
  has_ignore_file_ = false;
  alignas(Record) char buffer[32768];
  while (true) {
    const long length = ::syscall(SYS_getdents64, directory, buffer, sizeof buffer);
    if (length < 0) return false;
    if (length == 0) break;
    for (long at = 0; at < length;) {
      const char* record = buffer + at;
      std::uint16_t size = 0;
      std::memcpy(&size, record + offsetof(Record, length), sizeof size);
      const auto type = static_cast<unsigned char>(record[offsetof(Record, type)]);
      const char* name = record + offsetof(Record, name);
      if (!is_left_out(name)) {
        has_ignore_file_ = has_ignore_file_ || std::strcmp(name, ".gitignore") == 0;
        places_.emplace_back(text_.size(), type);
        text_.append(name, std::strlen(name) + 1);
      }
      at += size;
    }
  }
  names_.reserve(places_.size());
  for (const auto& [place, type] : places_) names_.push_back({text_.data() + place, type});
  return true;
}

std::optional<std::string> read_ignore_file(int directory, const char* name) {
  const UniqueFd fd(::openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat found{};
  if (!fd || ::fstat(fd.get(), &found) != 0 || !S_ISREG(found.st_mode)) return std::nullopt;
  std::string text;
  char buffer[4096];
  while (true) {
    const ssize_t n = ::read(fd.get(), buffer, sizeof buffer);
    if (n < 0) return std::nullopt;
    if (n == 0) return text;
    text.append(buffer, static_cast<std::size_t>(n));
  }
}

bool is_nested_repository(int directory, const char* name) {
  const std::string path = std::string(name) + "/.git";
  struct stat found{};
  if (::fstatat(directory, path.c_str(), &found, 0) != 0) return false;
  if (S_ISREG(found.st_mode)) return true;
  if (!S_ISDIR(found.st_mode)) return false;
  for (const char* part : {"/HEAD", "/objects", "/refs"}) {
    if (::fstatat(directory, (path + part).c_str(), &found, AT_SYMLINK_NOFOLLOW) != 0) return false;
  }
  return true;
}

}  // namespace toolbox
