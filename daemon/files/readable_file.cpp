#include "files/readable_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "base/limits.h"
#include "base/path_error.h"

namespace toolbox {
namespace {

constexpr off_t page = 4096;

[[noreturn]] void throw_read_error(int error, const std::string& path) {
  ApiError what = path_error(error, path);
  what.status = 500;
  what.code = "FILE_READ_FAILED";
  throw what;
}

void check_regular(const struct stat& info, const std::string& path) {
  if (S_ISDIR(info.st_mode)) throw_path_error(EISDIR, path);
  if (!S_ISREG(info.st_mode)) throw ApiError::bad_path("bad request: " + path + ": not a regular file");
}

// Files that the kernel makes up when they are read say 0 in /proc and one page in /sys.
bool size_is_made_up(const struct stat& info) {
  return info.st_size == 0 || (info.st_blocks == 0 && info.st_size <= page);
}

}  // namespace

ReadableFile open_readable(const std::string& path) {
  check_path(path);
  // Looked at before it is opened, as opening a FIFO or device would be felt at its other end, and after, as
  // it may have been replaced.
  struct stat info{};
  if (::stat(path.c_str(), &info) != 0) throw_path_error(errno, path);
  check_regular(info, path);
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (!fd || ::fstat(fd.get(), &info) != 0) throw_path_error(errno, path);
  check_regular(info, path);

  ReadableFile out{std::make_shared<const UniqueFd>(std::move(fd)), std::nullopt, info.st_mtim.tv_sec,
                   std::nullopt};
  if (!size_is_made_up(info)) {
    read_some(out, path, 0, 1);  // fails now if it will
    out.size = static_cast<std::uint64_t>(info.st_size);
    return out;
  }
  std::string content = read_some(out, path, 0, limits::small_file);
  if (content.size() < limits::small_file) {
    out.size = content.size();
    out.content = std::move(content);
  }
  return out;
}

std::string read_some(const ReadableFile& file, const std::string& path, std::uint64_t offset,
                      std::size_t at_most) {
  std::string out(at_most, '\0');
  std::size_t filled = 0;
  while (filled < at_most) {
    const ssize_t n =
        ::pread(file.file->get(), out.data() + filled, at_most - filled, static_cast<off_t>(offset + filled));
    if (n == 0) break;
    if (n < 0 && errno != EINTR) throw_read_error(errno, path);
    if (n > 0) filled += static_cast<std::size_t>(n);
  }
  out.resize(filled);
  return out;
}

}  // namespace toolbox
