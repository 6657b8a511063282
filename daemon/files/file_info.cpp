#include "files/file_info.h"

#include <fcntl.h>

#include <cerrno>
#include <utility>

#include "base/path_error.h"
#include "files/paths.h"

namespace toolbox {

std::string go_mode(mode_t mode) {
  std::string out;
  if (S_ISDIR(mode)) out += 'd';
  if (S_ISLNK(mode)) out += 'L';
  if (S_ISBLK(mode) || S_ISCHR(mode)) out += 'D';
  if (S_ISFIFO(mode)) out += 'p';
  if (S_ISSOCK(mode)) out += 'S';
  if ((mode & S_ISUID) != 0) out += 'u';
  if ((mode & S_ISGID) != 0) out += 'g';
  if (S_ISCHR(mode)) out += 'c';
  if ((mode & S_ISVTX) != 0) out += 't';
  if (out.empty()) out += '-';
  constexpr char letters[] = "rwxrwxrwx";
  for (unsigned i = 0; i < 9; ++i) out += (mode & (0400U >> i)) != 0 ? letters[i] : '-';
  return out;
}

std::string octal_permissions(mode_t mode) {
  const auto digit = [&](unsigned shift) { return static_cast<char>('0' + ((mode >> shift) & 7U)); };
  return {'0', digit(6), digit(3), digit(0)};
}

FileInfo make_file_info(std::string name, std::string path, const struct stat& info) {
  return {std::move(name), std::move(path), info.st_size, info.st_mtim,
          info.st_mode,    info.st_uid,     info.st_gid};
}

FileInfo file_info(const std::string& path) {
  struct stat info{};
  if (const int error = stat_entry(AT_FDCWD, path.c_str(), info); error != 0) throw_path_error(error, path);
  return make_file_info(base_name(path), path, info);
}

int stat_entry(int dir_fd, const char* name, struct stat& info) {
  if (::fstatat(dir_fd, name, &info, AT_NO_AUTOMOUNT) == 0) return 0;
  if (::fstatat(dir_fd, name, &info, AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT) == 0) return 0;
  return errno;
}

}  // namespace toolbox
