#include "files/replace.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <optional>
#include <string_view>
#include <vector>

#include "base/limits.h"
#include "base/path_error.h"
#include "base/unique_fd.h"
#include "files/place.h"
#include "files/target.h"

namespace toolbox {
namespace {

class Replacement {
 public:
  Replacement(const std::string& path, const Substring& what, const std::string& by)
      : path_(path), what_(what), by_(by), window_(limits::transfer_buffer + 2 * what.size()) {}

  void run(const StopFlag& stop) {
    open();
    while (!at_end_ && !stop) {
      fill();
      replace_in_window();
    }
    if (!target_ || stop) return;
    flush();
    target_->commit();
  }

 private:
  void open() {
    const Place place = find_place(path_, false);
    if (!place.before) throw_path_error(ENOENT, path_);
    if (place.special()) throw ApiError::bad_path("bad request: " + path_ + ": not a regular file");
    in_.reset(
        ::openat(place.directory.get(), place.name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
    if (!in_) throw_path_error(errno, path_);
  }

  std::size_t read(std::size_t offset, char* into, std::size_t size) const {
    for (;;) {
      const ssize_t n = ::pread(in_.get(), into, size, static_cast<off_t>(offset));
      if (n >= 0) return static_cast<std::size_t>(n);
      if (errno != EINTR) throw_path_error(errno, path_);
    }
  }

  void fill() {
    while (filled_ < window_.size() && !at_end_) {
      const std::size_t n = read(offset_ + filled_, window_.data() + filled_, window_.size() - filled_);
      filled_ += n;
      at_end_ = n == 0;
    }
  }

  // Handles the window but for an end in which an occurrence may have begun.
  void replace_in_window() {
    const std::string_view text(window_.data(), filled_);
    std::size_t done = 0;
    for (std::size_t at; (at = what_.find(text, done)) != std::string_view::npos; done = at + what_.size()) {
      if (!target_) start();
      write(text.substr(done, at - done));
      write(by_);
    }
    const std::size_t kept = at_end_ ? 0 : std::min(what_.size() - 1, filled_ - done);
    if (target_) write(text.substr(done, filled_ - kept - done));
    std::copy(window_.end() - static_cast<std::ptrdiff_t>(window_.size() - filled_ + kept),
              window_.begin() + static_cast<std::ptrdiff_t>(filled_), window_.begin());
    offset_ += filled_ - kept;
    filled_ = kept;
  }

  // There is an occurrence: what is before the window is written as it is.
  void start() {
    target_.emplace(path_, TargetOptions{});
    std::vector<char> buffer(limits::transfer_buffer);
    for (std::size_t at = 0; at < offset_;) {
      const std::size_t n = read(at, buffer.data(), std::min(buffer.size(), offset_ - at));
      if (n == 0) throw_path_error(EBUSY, path_);  // somebody made it shorter
      target_->write({buffer.data(), n});
      at += n;
    }
  }

  void write(std::string_view text) {
    out_ += text;
    if (out_.size() >= limits::transfer_buffer) flush();
  }

  void flush() {
    target_->write(out_);
    out_.clear();
  }

  const std::string& path_;
  const Substring& what_;
  const std::string& by_;
  UniqueFd in_;
  std::vector<char> window_;
  std::size_t offset_ = 0;  // of the window, in the file
  std::size_t filled_ = 0;
  bool at_end_ = false;
  std::optional<Target> target_;  // from the first occurrence on
  std::string out_;
};

}  // namespace

void replace_in_file(const std::string& path, const Substring& what, const std::string& by,
                     const StopFlag& stop) {
  Replacement(path, what, by).run(stop);
}

}  // namespace toolbox
