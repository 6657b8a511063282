#include "files/target.h"

#include <fcntl.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "base/path_error.h"
#include "base/unnamed_file.h"

namespace toolbox {
namespace {

constexpr mode_t permission_bits = 07777;

// Short, as it need not resemble the destination's name, which may have NAME_MAX bytes already.
std::string temporary_name() {
  std::uint64_t random = 0;
  if (::getrandom(&random, sizeof random, 0) != sizeof random) throw_path_error(errno, "random numbers");
  std::array<char, 32> name{};
  std::snprintf(name.data(), name.size(), ".toolboxd-%016llx", static_cast<unsigned long long>(random));
  return name.data();
}

bool not_permitted(int error) {
  return error == EACCES || error == EPERM || error == EROFS;
}

}  // namespace

Target::Target(std::string path, TargetOptions options)
    : path_(std::move(path)), options_(options), place_(find_place(path_, options.make_parents)) {
  if (place_.special()) {
    open_special();
    return;
  }
  if (place_.before && ::faccessat(place_.directory.get(), place_.name.c_str(), W_OK, AT_EACCESS) != 0) {
    throw_path_error(errno, path_);
  }
  open_temporary();
}

Target::~Target() {
  remove_temporary();
}

void Target::open_special() {
  file_.reset(
      ::openat(place_.directory.get(), place_.name.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (file_) return;
  if (errno == ENXIO && S_ISFIFO(place_.before->st_mode)) {
    throw ApiError::bad_request("bad request: " + path_ + ": nobody has this FIFO open for reading");
  }
  throw_path_error(errno, path_);
}

void Target::open_temporary() {
  // Nobody else may read what replaces a file that they could not read.
  const mode_t mode = place_.before ? 0600 : 0666;
  do {
    temporary_ = temporary_name();
    file_.reset(::openat(place_.directory.get(), temporary_.c_str(),
                         O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode));
  } while (!file_ && errno == EEXIST);
  if (!file_) {
    const int error = errno;
    temporary_.clear();
    if (!place_.before || !not_permitted(error)) throw_path_error(error, path_);
    file_ = unnamed_file();
    if (!file_) throw_path_error(error, path_);
    only_contents_ = true;
  } else if (place_.before) {
    only_contents_ = !keep_owner_and_mode();
  }
}

bool Target::keep_owner_and_mode() {
  // In this order: changing the owner clears the set-user-id bit.
  return ::fchown(file_.get(), place_.before->st_uid, place_.before->st_gid) == 0 &&
         ::fchmod(file_.get(), place_.before->st_mode & permission_bits) == 0;
}

std::size_t Target::write(std::string_view bytes) {
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t n = ::write(file_.get(), bytes.data() + done, bytes.size() - done);
    if (n >= 0) {
      done += static_cast<std::size_t>(n);
    } else if (errno == EAGAIN) {
      break;
    } else if (errno != EINTR) {
      throw_path_error(errno, path_);
    }
  }
  return done;
}

void Target::commit() {
  if (only_contents_) {
    copy_into_place();
  } else if (!temporary_.empty()) {
    move_into_place();
  } else {
    sync_and_close();
  }
}

void Target::move_into_place() {
  sync_and_close();
  const int directory = place_.directory.get();
  if (::renameat(directory, temporary_.c_str(), directory, place_.name.c_str()) == 0) {
    temporary_.clear();
    if (options_.sync) sync_directory();
  } else if (place_.before && (errno == EBUSY || not_permitted(errno))) {
    // A mount point, as /etc/hosts in a container, or somebody else's file in a sticky directory.
    file_.reset(::openat(directory, temporary_.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
    if (!file_) throw_path_error(errno, path_);
    copy_into_place();
  } else {
    throw_path_error(errno, path_);
  }
}

void Target::copy_into_place() {
  const UniqueFd from = std::move(file_);
  struct stat info{};
  if (::fstat(from.get(), &info) != 0) throw_path_error(errno, path_);
  const off_t old_size = open_in_place();
  make_room(old_size, info.st_size);
  // By hand, as files below /proc take nothing else.
  std::vector<char> buffer(static_cast<std::size_t>(std::min<off_t>(info.st_size, limits::transfer_buffer)));
  for (off_t at = 0; at < info.st_size;) {
    const ssize_t n = ::pread(from.get(), buffer.data(), buffer.size(), at);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) throw_path_error(n == 0 ? EIO : errno, path_);
    write({buffer.data(), static_cast<std::size_t>(n)});
    at += n;
  }
  if (old_size > info.st_size && ::ftruncate(file_.get(), info.st_size) != 0) throw_path_error(errno, path_);
  sync_and_close();
  remove_temporary();
}

// Somebody may have put another kind of file there since: a FIFO must neither block nor get the content.
off_t Target::open_in_place() {
  file_.reset(::openat(place_.directory.get(), place_.name.c_str(),
                       O_WRONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  struct stat info{};
  if (!file_ || ::fstat(file_.get(), &info) != 0) throw_path_error(errno, path_);
  if (!S_ISREG(info.st_mode)) {
    throw ApiError::bad_request("bad request: " + path_ + ": it is no regular file any more");
  }
  return info.st_size;
}

// A disk that is full has to show before the first byte of the old content is overwritten.
void Target::make_room(off_t old_size, off_t size) {
  while (size > 0 && ::fallocate(file_.get(), FALLOC_FL_KEEP_SIZE, 0, size) != 0) {
    const int error = errno;
    if (error == EOPNOTSUPP || error == ENOSYS) return;
    if (error == EINTR) continue;
    // Gives back the blocks behind the end that it did get.
    if (::ftruncate(file_.get(), old_size) != 0) throw_path_error(errno, path_);
    throw_path_error(error, path_);
  }
}

// File systems that reach their disk over a network report its being full only here.
void Target::sync_and_close() {
  if (options_.sync && ::fsync(file_.get()) != 0 && errno != EINVAL && errno != EROFS) {
    throw_path_error(errno, path_);
  }
  if (::close(file_.release()) != 0 && errno != EINTR) throw_path_error(errno, path_);
}

void Target::sync_directory() {
  const UniqueFd directory(::openat(place_.directory.get(), ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!directory || ::fsync(directory.get()) != 0) throw_path_error(errno, path_);
}

void Target::remove_temporary() {
  if (!temporary_.empty()) ::unlinkat(place_.directory.get(), temporary_.c_str(), 0);
  temporary_.clear();
}

}  // namespace toolbox
