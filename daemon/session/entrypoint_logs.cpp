#include "session/entrypoint_logs.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <iostream>
#include <string_view>
#include <utility>

#include "base/limits.h"
#include "base/unique_fd.h"
#include "base/write_all.h"
#include "session/marks.h"

namespace toolbox {
namespace {

class LogPrinter {
 public:
  explicit LogPrinter(int log) : log_(log) {}

  // Prints what is there. False when printing fails.
  bool print() {
    std::array<char, 64 * limits::KiB> buffer;
    for (;;) {
      skip_hole();
      const ssize_t n = ::pread(log_, buffer.data(), buffer.size(), at_);
      if (n < 0 && errno == EINTR) continue;
      if (n <= 0) return n == 0;
      if (skip_hole()) continue;  // it came about meanwhile
      at_ += n;
      std::string_view bytes(buffer.data(), static_cast<std::size_t>(n));
      if (after_hole_) {
        // A hole ends between two blocks, and what is left of the old part's last one is zeros.
        const auto text = std::min(bytes.find_first_not_of('\0'), bytes.size());
        after_hole_ = text == bytes.size();
        bytes.remove_prefix(text);
      }
      parser_.feed(bytes, [this](Stream stream, std::string_view text) { put(stream, text); });
      if (failed_) return false;
    }
  }

  bool finish() {
    parser_.flush([this](Stream stream, std::string_view text) { put(stream, text); });
    return !failed_;
  }

 private:
  // The oldest part of a large log is a hole. True when the next byte was in it.
  bool skip_hole() {
    const off_t data = ::lseek(log_, at_, SEEK_DATA);
    if (data <= at_) return false;
    at_ = data;
    return after_hole_ = true;
  }

  void put(Stream stream, std::string_view text) {
    if (!write_all(stream == Stream::out ? STDOUT_FILENO : STDERR_FILENO, text)) failed_ = true;
  }

  const int log_;
  off_t at_ = 0;
  bool after_hole_ = false;
  bool failed_ = false;
  MarkParser parser_;
};

// Whether nobody writes to the log any more: its writer holds a lock on it.
bool abandoned(int log) {
  if (::flock(log, LOCK_SH | LOCK_NB) != 0) return false;
  ::flock(log, LOCK_UN);
  return true;
}

// Until one of the files has changed. When somebody has closed the log the wait is short: that is reported
// before the lock goes.
void wait_for_change(int events) {
  alignas(inotify_event) std::array<char, 4096> buffer;
  pollfd poll{events, POLLIN, 0};
  static int patience = -1;
  if (::poll(&poll, 1, std::exchange(patience, -1)) <= 0) return;
  const ssize_t n = ::read(events, buffer.data(), buffer.size());
  for (ssize_t at = 0; at < n;) {
    const auto* event = reinterpret_cast<const inotify_event*>(buffer.data() + at);
    if ((event->mask & IN_CLOSE_WRITE) != 0) patience = 100;
    at += static_cast<ssize_t>(sizeof *event + event->len);
  }
}

bool exists(const std::string& path) {
  struct stat info{};
  return ::stat(path.c_str(), &info) == 0;
}

}  // namespace

int print_entrypoint_logs(const std::string& home) {
  const std::string directory = home + "/.daytona/sessions/entrypoint/entrypoint_command";
  const UniqueFd log(::open((directory + "/output.log").c_str(), O_RDONLY | O_CLOEXEC));
  if (!log) {
    std::cerr << "toolboxd: there is no log of an entrypoint command: " << directory
              << "/output.log: " << std::strerror(errno) << "\n";
    return 1;
  }
  const UniqueFd events(::inotify_init1(IN_CLOEXEC));
  const bool watches =
      events && ::inotify_add_watch(events.get(), directory.c_str(),
                                    IN_MODIFY | IN_CREATE | IN_CLOSE_WRITE | IN_DELETE_SELF) >= 0;
  const int error = errno;
  LogPrinter printer(log.get());
  for (;;) {
    // Looked at first: what was written before the end is then printed below.
    const bool ended = exists(directory + "/exit_code") || abandoned(log.get());
    if (!printer.print()) return 1;
    if (ended) return printer.finish() ? 0 : 1;
    if (!watches) {
      std::cerr << "toolboxd: can't follow the log: " << std::strerror(error) << "\n";
      return 1;
    }
    wait_for_change(events.get());
  }
}

}  // namespace toolbox
