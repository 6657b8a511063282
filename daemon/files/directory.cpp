#include "files/directory.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <string_view>

namespace toolbox {
namespace {

// Some file systems do not tell it with the name.
unsigned char type_of(int dir_fd, const char* name) {
  struct stat info{};
  if (::fstatat(dir_fd, name, &info, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) != 0) return DT_UNKNOWN;
  return static_cast<unsigned char>(IFTODT(info.st_mode));
}

bool dot_or_dot_dot(std::string_view name) {
  return name == "." || name == "..";
}

}  // namespace

int next_entries(int dir_fd, std::vector<DirEntry>& out) {
  alignas(dirent64) std::array<char, std::size_t{32} * 1024> buffer;  // filled by the kernel
  const std::size_t had = out.size();
  while (out.size() == had) {  // a piece may hold nothing but "." and ".."
    const ssize_t size = ::getdents64(dir_fd, buffer.data(), buffer.size());
    if (size < 0) return errno;
    if (size == 0) return 0;
    for (ssize_t at = 0; at < size;) {
      const auto* entry = reinterpret_cast<const dirent64*>(buffer.data() + at);
      at += entry->d_reclen;
      const char* name = entry->d_name;
      if (dot_or_dot_dot(name)) continue;
      out.push_back({name, entry->d_type == DT_UNKNOWN ? type_of(dir_fd, name) : entry->d_type});
    }
  }
  return 0;
}

int sorted_entries(int dir_fd, std::vector<DirEntry>& out) {
  for (std::size_t had = 0;; had = out.size()) {
    if (const int error = next_entries(dir_fd, out); error != 0) return error;
    if (out.size() == had) break;
  }
  std::ranges::sort(out, {}, &DirEntry::name);
  return 0;
}

}  // namespace toolbox
