#include "files/move.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <utility>

#include "base/path_error.h"
#include "base/unique_fd.h"
#include "files/copy_tree.h"
#include "files/paths.h"
#include "files/remove.h"

namespace toolbox {
namespace {

// For deletions that are to be finished though nobody waits any more.
const StopFlag never = false;

struct stat lstat_or_throw(const std::string& path) {
  struct stat info{};
  if (::lstat(path.c_str(), &info) != 0) throw_path_error(errno, path);
  return info;
}

bool same_file(const struct stat& a, const struct stat& b) {
  return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

// Whether `destination` would be somewhere below the directory `source`.
bool is_inside(const struct stat& source, const std::string& destination) {
  UniqueFd dir(::open(parent_path(destination).c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  struct stat info{}, above{};
  bool more = dir && ::fstat(dir.get(), &info) == 0;
  while (more) {
    if (same_file(info, source)) return true;
    dir = UniqueFd(::openat(dir.get(), "..", O_PATH | O_DIRECTORY | O_CLOEXEC));
    more = dir && ::fstat(dir.get(), &above) == 0 && !same_file(above, info);  // "/.." is "/"
    info = above;
  }
  return false;
}

void check_free(const std::string& destination) {
  struct stat info{};
  if (::lstat(destination.c_str(), &info) == 0) throw_path_error(EEXIST, destination);
  if (errno != ENOENT) throw_path_error(errno, destination);
}

// rename() that never replaces anything. Returns errno's value.
int rename_new(const std::string& from, const std::string& to) {
  if (::renameat2(AT_FDCWD, from.c_str(), AT_FDCWD, to.c_str(), RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return errno;
  // A file system that does not know the flag (or a directory that would move into itself: EINVAL again).
  check_free(to);
  return ::rename(from.c_str(), to.c_str()) == 0 ? 0 : errno;
}

// The source is deleted last: better to know before the copy that it may be.
void check_deletable(const std::string& source) {
  const std::string parent = parent_path(source);
  if (::faccessat(AT_FDCWD, parent.c_str(), W_OK | X_OK, AT_EACCESS) != 0) throw_path_error(errno, source);
}

// A directory of our own beside the destination; what is in it when it goes out of scope is deleted.
class Staging {
 public:
  explicit Staging(const std::string& destination)
      : path_(join_path(parent_path(destination), ".toolbox-move-XXXXXX")) {
    if (::mkdtemp(path_.data()) == nullptr) throw_path_error(errno, parent_path(destination));
  }
  ~Staging() {
    try {
      remove_path(path_, true, never);
    } catch (const std::exception&) {
      // Nobody is left to tell; the first failure is on its way to the client.
    }
  }
  Staging(const Staging&) = delete;
  Staging& operator=(const Staging&) = delete;

  std::string content() const { return join_path(path_, "content"); }

 private:
  std::string path_;
};

// Makes the new name durable. File systems that cannot do this for directories are not an error.
void sync_directory(const std::string& path) {
  const UniqueFd dir(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (dir) ::fsync(dir.get());
}

}  // namespace

Moved move_path(const std::string& source, const std::string& destination) {
  const int error = rename_new(source, destination);
  if (error == 0) return Moved::done;
  const struct stat info = lstat_or_throw(source);  // a missing source is the first thing to tell
  if ((error == EINVAL || error == EXDEV) && S_ISDIR(info.st_mode) && is_inside(info, destination)) {
    throw ApiError::bad_path("bad request: " + source + ": cannot be moved into itself");
  }
  if (error != EXDEV) throw_path_error(error, error == ENOENT ? parent_path(destination) : destination);
  check_free(destination);
  return Moved::other_file_system;
}

void move_by_copy(const std::string& source, const std::string& destination, const StopFlag& stop) {
  check_deletable(source);
  {
    const Staging staging(destination);
    copy_tree(source, staging.content(), stop);
    if (const int error = rename_new(staging.content(), destination); error != 0) {
      throw_path_error(error, destination);
    }
  }
  sync_directory(parent_path(destination));
  remove_path(source, true, never);  // stopping would leave half a source beside the whole destination
}

}  // namespace toolbox
