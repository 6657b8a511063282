#include "files/remove.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>
#include <vector>

#include "base/path_error.h"
#include "base/unique_fd.h"
#include "files/directory.h"
#include "files/paths.h"

namespace toolbox {
namespace {

constexpr std::size_t max_open_levels = 32;  // shallower directories are closed, and found again through ".."
constexpr int max_passes = 100;              // over a directory in which somebody keeps making files
constexpr int open_flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;

class TreeRemover {
 public:
  TreeRemover(const std::string& path, const StopFlag& stop) : path_(path), stop_(stop) {}

  void run() {
    enter(AT_FDCWD, path_);
    while (!levels_.empty()) {
      if (stop_) fail(ECANCELED, "");
      Level& level = levels_.back();
      if (level.batch.empty()) {
        const int error = next_entries(level.fd.get(), level.batch);
        if (error != 0 && error != ENOENT) fail(error, "");  // ENOENT: somebody has deleted the directory
        if (level.batch.empty()) leave();
        continue;
      }
      const DirEntry entry = std::move(level.batch.back());
      level.batch.pop_back();
      remove(level.fd.get(), entry);
    }
  }

 private:
  struct Level {
    std::string name;
    UniqueFd fd;  // none while it is among the shallow ones of a deep tree
    dev_t device;
    ino_t inode;
    int passes = 0;
    std::vector<DirEntry> batch;
  };

  void remove(int dir_fd, const DirEntry& entry) {
    if (entry.type == DT_DIR) return enter(dir_fd, entry.name);
    if (::unlinkat(dir_fd, entry.name.c_str(), 0) == 0 || errno == ENOENT) return;
    if (errno != EISDIR) fail(errno, entry.name);
    enter(dir_fd, entry.name);
  }

  void enter(int dir_fd, const std::string& name) {
    UniqueFd fd(::openat(dir_fd, name.c_str(), open_flags));
    const int error = errno;
    if (!fd) {
      const bool exchanged = error == ENOTDIR || error == ELOOP;
      // A directory that may not be read can be deleted all the same when it is empty.
      if (::unlinkat(dir_fd, name.c_str(), exchanged ? 0 : AT_REMOVEDIR) == 0 || errno == ENOENT) return;
      fail(error, levels_.empty() ? "" : name);
    }
    struct stat info{};
    if (::fstat(fd.get(), &info) != 0) fail(errno, name);
    if (levels_.size() >= max_open_levels) levels_[levels_.size() - max_open_levels].fd.reset();
    levels_.push_back({name, std::move(fd), info.st_dev, info.st_ino, 0, {}});
  }

  // Deletes the directory that is empty now.
  void leave() {
    Level& level = levels_.back();
    int parent = AT_FDCWD;
    if (levels_.size() > 1) {
      reopen(levels_[levels_.size() - 2], level.fd.get());
      parent = levels_[levels_.size() - 2].fd.get();
    }
    if (::unlinkat(parent, level.name.c_str(), AT_REMOVEDIR) == 0 || errno == ENOENT) {
      levels_.pop_back();
      return;
    }
    // Reading while deleting may have missed some, or they are new.
    const bool filled = errno == ENOTEMPTY || errno == EEXIST;
    if (!filled || ++level.passes >= max_passes) fail(errno, "");
    if (::lseek(level.fd.get(), 0, SEEK_SET) != 0) fail(errno, "");
  }

  void reopen(Level& level, int child_fd) {
    if (level.fd) return;
    UniqueFd fd(::openat(child_fd, "..", open_flags));
    struct stat info{};
    if (!fd || ::fstat(fd.get(), &info) != 0) fail(errno, "");
    // Somebody moved the child away: what is above it now is not ours to delete.
    if (info.st_dev != level.device || info.st_ino != level.inode) fail(EBUSY, "");
    level.fd = std::move(fd);
  }

  [[noreturn]] void fail(int error, const std::string& name) const {
    std::string where;
    for (const auto& level : levels_) where = where.empty() ? level.name : join_path(where, level.name);
    if (where.empty()) where = path_;
    throw_path_error(error, name.empty() ? where : join_path(where, name));
  }

  const std::string& path_;
  const StopFlag& stop_;
  std::vector<Level> levels_;
};

}  // namespace

void remove_path(const std::string& path, bool recursive, const StopFlag& stop) {
  struct stat info{};
  if (::lstat(path.c_str(), &info) != 0) throw_path_error(errno, path);
  if (!S_ISDIR(info.st_mode)) {
    if (::unlink(path.c_str()) != 0) throw_path_error(errno, path);
    return;
  }
  if (!recursive) {
    throw ApiError::bad_path("bad request: " + path + ": is a directory, deleting it needs recursive=true");
  }
  TreeRemover(path, stop).run();
}

}  // namespace toolbox
