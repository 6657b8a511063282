#include "files/copy_tree.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <climits>
#include <map>
#include <utility>
#include <vector>

#include "base/path_error.h"
#include "base/unique_fd.h"
#include "files/copy_data.h"
#include "files/directory.h"
#include "files/paths.h"

namespace toolbox {
namespace {

constexpr mode_t permission_bits = 07777;

std::array<timespec, 2> times_of(const struct stat& info) {
  return {info.st_atim, info.st_mtim};
}

// Everything but the times, which the content of a directory still changes.
void set_owner_and_mode(int fd, const struct stat& info, const std::string& path) {
  mode_t mode = info.st_mode & permission_bits;
  // First the owner: changing it clears bits of the mode.
  const bool owned = ::fchown(fd, info.st_uid, info.st_gid) == 0;
  if (!owned) mode &= ~mode_t{S_ISUID | S_ISGID};
  if (::fchmod(fd, mode) != 0) throw_path_error(errno, path);
}

void set_times(int fd, const struct stat& info, const std::string& path) {
  if (::futimens(fd, times_of(info).data()) != 0) throw_path_error(errno, path);
}

class TreeCopy {
 public:
  TreeCopy(const std::string& from, const std::string& to, const StopFlag& stop)
      : from_(from), to_(to), stop_(stop) {}

  void run() {
    struct stat info{};
    if (::lstat(from_.c_str(), &info) != 0) throw_path_error(errno, from_);
    copy("", info);
    while (!unread_.empty()) {
      const std::string directory = std::move(unread_.back());
      unread_.pop_back();
      copy_entries(directory);
    }
    // Deepest first: a directory's times are set when nothing below changes any more.
    for (auto it = directories_.rbegin(); it != directories_.rend(); ++it)
      finish_directory(it->first, it->second);
    if (S_ISDIR(info.st_mode)) sync_everything();
  }

 private:
  std::string from(const std::string& below) const { return below.empty() ? from_ : join_path(from_, below); }
  std::string to(const std::string& below) const { return below.empty() ? to_ : join_path(to_, below); }

  void copy_entries(const std::string& directory) {
    const std::string path = from(directory);
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
    if (!fd) throw_path_error(errno, path);
    std::vector<DirEntry> entries;
    if (const int error = sorted_entries(fd.get(), entries); error != 0) throw_path_error(error, path);
    for (const auto& entry : entries) {
      struct stat info{};
      const std::string below = directory.empty() ? entry.name : join_path(directory, entry.name);
      if (::fstatat(fd.get(), entry.name.c_str(), &info, AT_SYMLINK_NOFOLLOW) != 0) {
        if (errno == ENOENT) continue;
        throw_path_error(errno, from(below));
      }
      copy(below, info);
    }
  }

  void copy(const std::string& below, const struct stat& info) {
    if (stop_) throw_path_error(ECANCELED, from(below));
    if (!S_ISDIR(info.st_mode) && info.st_nlink > 1) {
      const auto [first, is_new] = names_.try_emplace({info.st_dev, info.st_ino}, below);
      if (!is_new) {
        if (::link(to(first->second).c_str(), to(below).c_str()) != 0) throw_path_error(errno, to(below));
        return;
      }
    }
    switch (info.st_mode & S_IFMT) {
      case S_IFDIR:
        return copy_directory(below, info);
      case S_IFREG:
        return copy_file(below, info);
      case S_IFLNK:
        return copy_link(below, info);
      default:
        return copy_node(below, info);
    }
  }

  void copy_directory(const std::string& below, const struct stat& info) {
    if (::mkdir(to(below).c_str(), 0700) != 0) throw_path_error(errno, to(below));
    directories_.emplace_back(below, info);
    unread_.push_back(below);
  }

  void finish_directory(const std::string& below, const struct stat& info) {
    const UniqueFd fd(::open(to(below).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd) throw_path_error(errno, to(below));
    set_owner_and_mode(fd.get(), info, to(below));
    set_times(fd.get(), info, to(below));
  }

  void copy_file(const std::string& below, const struct stat& info) {
    const UniqueFd in(::open(from(below).c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK));
    if (!in) throw_path_error(errno, from(below));
    const UniqueFd out(::open(to(below).c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!out) throw_path_error(errno, to(below));
    if (const int error = copy_data(in.get(), out.get(), stop_); error != 0) {
      throw_path_error(error, error == EBUSY ? from(below) : to(below));
    }
    set_owner_and_mode(out.get(), info, to(below));
    set_times(out.get(), info, to(below));
    // The files of a tree are made durable together, at the end.
    if (below.empty() && ::fsync(out.get()) != 0) throw_path_error(errno, to(below));
  }

  void copy_link(const std::string& below, const struct stat& info) {
    std::array<char, PATH_MAX> target{};
    if (::readlink(from(below).c_str(), target.data(), target.size() - 1) < 0)
      throw_path_error(errno, from(below));
    if (::symlink(target.data(), to(below).c_str()) != 0) throw_path_error(errno, to(below));
    finish_node(below, info);
  }

  void copy_node(const std::string& below, const struct stat& info) {
    if (::mknod(to(below).c_str(), info.st_mode & S_IFMT, info.st_rdev) != 0)
      throw_path_error(errno, to(below));
    const bool owned = finish_node(below, info);
    const mode_t mode = info.st_mode & (owned ? permission_bits : 0777U);
    if (::chmod(to(below).c_str(), mode) != 0) throw_path_error(errno, to(below));
  }

  // Owner and times of what is not to be opened. True when the owner could be kept.
  bool finish_node(const std::string& below, const struct stat& info) {
    const bool owned = ::lchown(to(below).c_str(), info.st_uid, info.st_gid) == 0;
    ::utimensat(AT_FDCWD, to(below).c_str(), times_of(info).data(), AT_SYMLINK_NOFOLLOW);
    return owned;
  }

  // One syncfs instead of an fsync a file, which would take seconds for a source tree.
  void sync_everything() {
    const UniqueFd fd(::open(parent_path(to_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!fd || ::syncfs(fd.get()) != 0) throw_path_error(errno, to_);
  }

  const std::string& from_;
  const std::string& to_;
  const StopFlag& stop_;
  std::vector<std::string> unread_;                               // directories, relative to both
  std::vector<std::pair<std::string, struct stat>> directories_;  // a parent before its children
  std::map<std::pair<dev_t, ino_t>, std::string> names_;          // of files with several
};

}  // namespace

void copy_tree(const std::string& from, const std::string& to, const StopFlag& stop) {
  TreeCopy(from, to, stop).run();
}

}  // namespace toolbox
