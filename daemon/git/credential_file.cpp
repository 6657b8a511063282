#include "git/credential_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <memory>
#include <thread>

#include "base/api_error.h"
#include "base/read_file.h"
#include "base/unique_fd.h"
#include "base/write_all.h"
#include "git/operation.h"

namespace toolbox {
namespace {

constexpr auto lock_patience = std::chrono::seconds(1);  // as git's credentialStore.lockTimeoutMS
constexpr auto lock_pause = std::chrono::milliseconds(20);

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
    const auto end = std::chrono::steady_clock::now() + lock_patience;
    while (true) {
      fd_.reset(::open(lock_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
      if (fd_) return;
      if (errno != EEXIST) fail("cannot write " + path_, errno);
      Operation::current().check_stopped();
      if (std::chrono::steady_clock::now() >= end) break;
      std::this_thread::sleep_for(lock_pause);
    }
    throw ApiError(
        409, "CONFLICT",
        "conflict: " + lock_ + " is there: another git process is at work, or has ended without removing it");
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
