#include "files/copy_data.h"

#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <vector>

#include "base/limits.h"

namespace toolbox {
namespace {

constexpr off_t kernel_piece = 1L << 30;  // below the most that one call copies

// Whether the kernel cannot copy between these two in this way, rather than at all.
bool try_another_way(int error) {
  return error == EXDEV || error == EINVAL || error == ENOSYS || error == EOPNOTSUPP || error == EBADF;
}

ssize_t by_copy_file_range(int in, int out, off_t at, off_t size) {
  off_t from = at, to = at;
  return ::copy_file_range(in, &from, out, &to, static_cast<std::size_t>(std::min(size, kernel_piece)), 0);
}

ssize_t by_sendfile(int in, int out, off_t at, off_t size) {
  off_t from = at;
  if (::lseek(out, at, SEEK_SET) < 0) return -1;
  return ::sendfile(out, in, &from, static_cast<std::size_t>(std::min(size, kernel_piece)));
}

ssize_t by_hand(int in, int out, off_t at, off_t size) {
  std::vector<char> buffer(static_cast<std::size_t>(std::min<off_t>(size, limits::transfer_buffer)));
  const ssize_t n = ::pread(in, buffer.data(), buffer.size(), at);
  return n <= 0 ? n : ::pwrite(out, buffer.data(), static_cast<std::size_t>(n), at);
}

using Copy = ssize_t (*)(int in, int out, off_t at, off_t size);

// One stretch without holes. `way`: the first that is still worth trying.
int copy_stretch(int in, int out, off_t at, off_t end, int& way, const StopFlag& stop) {
  constexpr Copy ways[] = {by_copy_file_range, by_sendfile, by_hand};
  while (at < end) {
    if (stop) return ECANCELED;
    const ssize_t n = ways[way](in, out, at, end - at);
    if (n > 0) {
      at += n;
    } else if (n < 0 && errno == EINTR) {
      continue;
    } else if (way < 2 && (n == 0 || try_another_way(errno))) {
      ++way;  // 0 may be the file's end, and is what some file systems (/proc) give copy_file_range
    } else {
      return n == 0 ? EBUSY : errno;
    }
  }
  return 0;
}

}  // namespace

int copy_data(int in, int out, const StopFlag& stop) {
  struct stat info{};
  if (::fstat(in, &info) != 0) return errno;
  int way = 0;
  for (off_t at = 0; at < info.st_size;) {
    off_t data = ::lseek(in, at, SEEK_DATA);
    if (data < 0 && errno == ENXIO) break;  // only a hole is left
    off_t hole = data < 0 ? info.st_size : ::lseek(in, data, SEEK_HOLE);
    if (data < 0) data = at;  // a file system that does not tell
    if (hole < 0) hole = info.st_size;
    if (const int error = copy_stretch(in, out, data, hole, way, stop); error != 0) return error;
    at = hole;
  }
  struct stat after{}, written{};
  if (::fstat(in, &after) != 0) return errno;
  if (after.st_size < info.st_size) return EBUSY;
  if (::fstat(out, &written) != 0) return errno;
  if (written.st_size < info.st_size && ::ftruncate(out, info.st_size) != 0) return errno;
  return 0;
}

}  // namespace toolbox
