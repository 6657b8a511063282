#include "git/credential_file.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>

#include "base/api_error.h"
#include "base/read_file.h"
#include "base/unique_fd.h"
#include "base/write_all.h"
#include "git/connect.h"

namespace toolbox {
namespace {

constexpr auto lock_patience = std::chrono::seconds(1);  // as git's credentialStore.lockTimeoutMS

[[noreturn]] void fail(const std::string& what, int error) {
  const std::string why = what + ": " + std::strerror(error);
  if (error == EACCES || error == EPERM || error == EROFS) throw ApiError(403, "FILE_ACCESS_DENIED", why);
  if (error == ENOSPC || error == EDQUOT) throw ApiError(507, "INSUFFICIENT_STORAGE", why);
  throw ApiError(500, "INTERNAL_SERVER_ERROR", why);
}

// Where the links lead, also to a file that is not there yet.
std::string followed(std::string path) {
  std::error_code error;
  for (int links = 0; links < 40 && std::filesystem::is_symlink(path, error); ++links) {
    const auto target = std::filesystem::read_symlink(path, error);
    if (error) break;
    path = target.is_absolute() ? target : std::filesystem::path(path).parent_path() / target;
  }
  return path;
}

// The new file beside the old one, of which only one can be there; gone unless it has become the old one.
class LockFile {
 public:
  explicit LockFile(std::string path) : path_(std::move(path)), lock_(path_ + ".lock") {
    if (open_lock()) return;
    const auto end = std::chrono::steady_clock::now() + lock_patience;
    const UniqueFd gone(::inotify_init1(IN_NONBLOCK | IN_CLOEXEC));
    const std::string directory = std::filesystem::path(path_).parent_path().string();
    const bool watching =
        gone && ::inotify_add_watch(gone.get(), directory.c_str(), IN_DELETE | IN_MOVED_FROM) >= 0;
    // It may have gone before the watch was there.
    while (!open_lock()) {
      if (!watching || !wait_ready(gone.get(), POLLIN, end)) refuse();
      std::array<char, 4096> events;
      const auto drained = ::read(gone.get(), events.data(), events.size());
      static_cast<void>(drained);
    }
  }
  ~LockFile() {
    if (fd_) ::unlink(lock_.c_str());
  }
  LockFile(const LockFile&) = delete;
  LockFile& operator=(const LockFile&) = delete;

  void replace_by(const std::string& content) {
    if (!write_all(fd_.get(), content) || ::fsync(fd_.get()) != 0) fail("cannot write " + lock_, errno);
    if (::rename(lock_.c_str(), path_.c_str()) != 0) fail("cannot write " + path_, errno);
    fd_.reset();
  }

 private:
  // False when it is somebody else's.
  bool open_lock() {
    fd_.reset(::open(lock_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!fd_ && errno != EEXIST) fail("cannot write " + path_, errno);
    return static_cast<bool>(fd_);
  }

  [[noreturn]] void refuse() const {
    throw ApiError(
        409, "CONFLICT",
        "conflict: " + lock_ + " is there: another git process is at work, or has ended without removing it");
  }

  const std::string path_;
  const std::string lock_;
  UniqueFd fd_;
};

// Calls `each` with every line, without its end, until that returns false.
template <class F>
void for_lines(std::string_view text, F each) {
  while (!text.empty()) {
    const auto line = text.substr(0, text.find('\n'));
    if (!each(line)) return;
    text.remove_prefix(std::min(line.size() + 1, text.size()));
  }
}

}  // namespace

std::optional<Credential> read_credential(const std::string& path, const Credential& wanted) {
  std::optional<Credential> found;
  for_lines(read_small_file(path), [&](std::string_view line) {
    auto kept = parse_credential_line(line);
    if (kept && kept->username && kept->password && credential_fits(wanted, *kept)) found = std::move(kept);
    return !found;
  });
  return found;
}

void write_credential(const std::string& path, const Credential& credential) {
  const std::string target = followed(path);
  LockFile lock(target);
  const std::string old = read_small_file(target);
  if (errno != 0 && errno != ENOENT) fail("cannot read " + target, errno);
  std::string content = credential_line(credential) + "\n";
  for_lines(old, [&](std::string_view line) {
    const auto kept = parse_credential_line(line);
    const bool replaced = kept && kept->username && kept->password && credential_fits(credential, *kept);
    if (!replaced) content.append(line).append("\n");
    return true;
  });
  lock.replace_by(content);
}

}  // namespace toolbox
