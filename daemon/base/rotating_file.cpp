#include "base/rotating_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <memory>
#include <vector>

namespace toolbox {
namespace fs = std::filesystem;
namespace {

constexpr std::string_view gzip_suffix = ".gz";

// 2026-01-02T03-04-05.678901234, which sorts by age; so fine that no two are the same.
std::string backup_stamp() {
  timespec time{};
  ::clock_gettime(CLOCK_REALTIME, &time);
  std::tm tm{};
  ::gmtime_r(&time.tv_sec, &tm);
  std::array<char, 32> text{};
  const std::size_t n = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H-%M-%S", &tm);
  std::snprintf(text.data() + n, text.size() - n, ".%09ld", time.tv_nsec);
  return text.data();
}

// Whether `text` has the form of backup_stamp().
bool is_stamp(std::string_view text) {
  constexpr std::string_view form = "0000-00-00T00-00-00.000000000";
  return std::ranges::equal(text, form,
                            [](char c, char f) { return f == '0' ? c >= '0' && c <= '9' : c == f; });
}

// The backups of `path`, oldest first. Not what others keep beside it under a similar name.
std::vector<fs::path> backups_of(const fs::path& path) {
  const std::string prefix = path.stem().string() + "-";
  const std::string extension = path.extension().string();
  std::vector<fs::path> out;
  std::error_code ec;
  for (const auto& entry : fs::directory_iterator(path.parent_path(), ec)) {
    std::string name = entry.path().filename().string();
    if (name.ends_with(gzip_suffix)) name.resize(name.size() - gzip_suffix.size());
    if (!name.starts_with(prefix) || !name.ends_with(extension)) continue;
    name.resize(name.size() - extension.size());
    if (name.size() > prefix.size() && is_stamp(name.substr(prefix.size()))) out.push_back(entry.path());
  }
  std::ranges::sort(out);
  return out;
}

// The directory is looked through later, and the working directory may change.
std::string absolute(const std::string& path) {
  std::error_code ec;
  const fs::path out = fs::absolute(path, ec);
  return ec ? path : out.string();
}

struct CloseGzip {
  void operator()(gzFile_s* file) const { ::gzclose(file); }
};

// False when the copy is not complete; the original stays then. Follows no links, as open() does not.
bool gzip(const fs::path& from, const fs::path& to) {
  const UniqueFd in(::open(from.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  UniqueFd out(::open(to.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0644));
  if (!in || !out) return false;
  std::unique_ptr<gzFile_s, CloseGzip> stream(::gzdopen(out.release(), "wb"));
  if (!stream) return false;
  std::vector<char> buffer(64 * 1024);
  ssize_t n = 0;
  while ((n = ::read(in.get(), buffer.data(), buffer.size())) > 0) {
    if (::gzwrite(stream.get(), buffer.data(), static_cast<unsigned>(n)) != n) return false;
  }
  return n == 0 && ::gzclose(stream.release()) == Z_OK;
}

}  // namespace

RotatingFile::RotatingFile(const std::string& path, Limits limits)
    : path_(absolute(path)), limits_(limits), rotate_at_(limits.max_bytes) {}

bool RotatingFile::open(std::string& why) {
  std::error_code ec;
  fs::create_directories(fs::path(path_).parent_path(), ec);
  // Never through a link: the default is in a directory where everybody may make one.
  fd_.reset(::open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0644));
  struct stat info{};
  if (!fd_ || ::fstat(fd_.get(), &info) != 0) {
    why = path_ + ": " + std::strerror(errno);
    fd_.reset();
    return false;
  }
  size_ = static_cast<std::uint64_t>(info.st_size);
  return true;
}

void RotatingFile::write(std::string_view text) {
  if (size_ > 0 && size_ + text.size() > rotate_at_) rotate();
  while (fd_ && !text.empty()) {
    const ssize_t n = ::write(fd_.get(), text.data(), text.size());
    if (n <= 0) return;
    size_ += static_cast<std::uint64_t>(n);
    text.remove_prefix(static_cast<std::size_t>(n));
  }
}

void RotatingFile::rotate() {
  const fs::path path(path_);
  const fs::path backup =
      path.parent_path() / (path.stem().string() + "-" + backup_stamp() + path.extension().string());
  std::error_code ec;
  fs::rename(path, backup, ec);
  std::string why;
  open(why);
  rotate_at_ = size_ + limits_.max_bytes;  // where moving it aside failed: not again at every line
  if (limits_.compress) compress_backups();
  prune();
}

void RotatingFile::compress_backups() const {
  for (const auto& backup : backups_of(path_)) {
    if (backup.native().ends_with(gzip_suffix)) continue;
    fs::path compressed = backup;
    compressed += gzip_suffix;
    std::error_code ec;
    fs::remove(gzip(backup, compressed) ? backup : compressed, ec);
  }
}

void RotatingFile::prune() const {
  const auto backups = backups_of(path_);
  const std::time_t oldest = std::time(nullptr) - static_cast<std::time_t>(limits_.max_age_days) * 86'400;
  for (std::size_t i = 0; i < backups.size(); ++i) {
    struct stat info{};
    const bool too_many = limits_.max_backups > 0 && backups.size() - i > limits_.max_backups;
    const bool too_old =
        limits_.max_age_days > 0 && ::stat(backups[i].c_str(), &info) == 0 && info.st_mtime < oldest;
    std::error_code ec;
    if (too_many || too_old) fs::remove(backups[i], ec);
  }
}

}  // namespace toolbox
