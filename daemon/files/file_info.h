#pragma once
#include <sys/stat.h>

#include <string>

#include "base/codec.h"
#include "base/time_format.h"

namespace toolbox {

// What `stat` tells of one file, as numbers: the texts that clients get are made when it is encoded, so that
// a long listing stays small.
struct FileInfo {
  std::string name;
  std::string path;  // absolute
  std::int64_t size = 0;
  timespec modified{};
  mode_t mode = 0;
  uid_t owner = 0;
  gid_t group = 0;
};

// As Go prints a mode: "-rw-r--r--", "dtrwxrwxrwx", "Lrwxrwxrwx", "Dcrw-rw-rw-".
std::string go_mode(mode_t mode);

// The permission bits as four octal digits: "0644".
std::string octal_permissions(mode_t mode);

template <class V>
void fields(V& v, FileInfo& m) {
  v("name", m.name);
  v("size", m.size);
  v("mode", go_mode(m.mode));
  v("modTime", go_time(m.modified));
  v("modifiedAt", rfc3339_nano(m.modified));
  v("isDir", S_ISDIR(m.mode));
  v("owner", std::to_string(m.owner));
  v("group", std::to_string(m.group));
  v("permissions", octal_permissions(m.mode));
  v.newer("path", m.path);
}

// name is the last component of path.
FileInfo make_file_info(std::string name, std::string path, const struct stat& info);

// Follows links; a link that leads nowhere is described itself. `path` is absolute and clean. Throws
// ApiError. Blocking.
FileInfo file_info(const std::string& path);

// Fills in what `name` in an open directory is, in the same way. Returns errno's value, 0 when all is well.
int stat_entry(int dir_fd, const char* name, struct stat& info);

}  // namespace toolbox
