#include "session/command_log.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

#include "base/limits.h"
#include "base/unnamed_file.h"

namespace toolbox {
namespace {

std::string note_of(const std::string& sentence) {
  return std::string(mark_of(Stream::err)) + "[toolboxd: " + sentence + "]\n";
}

}  // namespace

std::shared_ptr<CommandLog> CommandLog::create(const std::string& path, std::uint64_t limit, Pool& pool) {
  // A new file: an older one may still be read, or belong to another daemon.
  ::unlink(path.c_str());
  UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
  const bool named = static_cast<bool>(fd);
  if (!fd) fd = unnamed_file();
  if (!fd) {
    fd.reset(::memfd_create("log", MFD_CLOEXEC));
    limit = std::min<std::uint64_t>(limit, limits::log_in_memory);
  }
  if (!fd) throw std::system_error(errno, std::generic_category(), "cannot make a log");
  // Whoever reads the file without the daemon can tell by this lock whether more may come.
  ::flock(fd.get(), LOCK_EX | LOCK_NB);
  return std::shared_ptr<CommandLog>(new CommandLog(closed_on(pool, std::move(fd)), named, limit));
}

std::shared_ptr<CommandLog> CommandLog::reopen(const std::string& path, std::uint64_t first, Pool& pool) {
  UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW));
  struct stat info{};
  if (!fd || ::fstat(fd.get(), &info) != 0 || !S_ISREG(info.st_mode)) return nullptr;
  std::shared_ptr<CommandLog> log(new CommandLog(closed_on(pool, std::move(fd)), true, 0));
  log->size_ = static_cast<std::uint64_t>(info.st_size);
  log->first_ = std::min(first, log->size());
  return log;
}

// How far apart the places are at which the log could begin: a drop is rare, and leaves most of the log.
std::uint64_t CommandLog::step() const {
  return std::max<std::uint64_t>(limit_ / 8, 64 * limits::KiB);
}

void CommandLog::append(Stream stream, std::string_view bytes) {
  if (bytes.empty()) return;
  const MutexLock lock(mutex_);
  if ((lost_ > 0 || !note_.empty()) && !resume()) {
    lost_ += bytes.size();
    return;
  }
  if (!can_drop_ && size_ - first_ + bytes.size() > limit_) {
    stop();
    return;
  }
  const bool run_goes_on = current_ == stream;
  const std::string_view mark = run_goes_on ? "" : mark_of(stream);
  const std::uint64_t begin = size_;
  const std::size_t written = write_at(begin, mark, bytes);
  if (written < mark.size() + bytes.size()) {
    out_of_space(mark.size() + bytes.size(), written, errno);
    return;
  }
  current_ = stream;
  size_ = begin + written;
  if (!can_drop_) return;
  if (begin >= (checkpoints_.empty() ? first_.load() : checkpoints_.back().offset) + step()) {
    checkpoints_.push_back({begin + mark.size(), stream});
  }
  if (size_ - first_ > limit_) drop_oldest();
}

// As far as there is room; errno tells why it was not all.
std::size_t CommandLog::write_at(std::uint64_t offset, std::string_view first,
                                 std::string_view second) const {
  std::size_t done = 0;
  const std::size_t wanted = first.size() + second.size();
  while (done < wanted) {
    const std::size_t of_first = std::min(done, first.size());
    const std::array<iovec, 2> parts{
        {{const_cast<char*>(first.data() + of_first), first.size() - of_first},
         {const_cast<char*>(second.data() + (done - of_first)), second.size() - (done - of_first)}}};
    const ssize_t n = ::pwritev(file_->get(), parts.data(), parts.size(), static_cast<off_t>(offset + done));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    done += static_cast<std::size_t>(n);
  }
  return done;
}

// Puts a note over the last of what was written in vain: that much room is certain.
void CommandLog::out_of_space(std::size_t wanted, std::size_t written, int error) {
  lost_ = wanted;
  current_.reset();
  const std::string note = note_of(std::string("output from here on is not logged: ") + std::strerror(error));
  const std::uint64_t begin = size_;
  if (written >= note.size()) {
    const std::size_t kept = written - note.size();
    // The kept part must not end within a mark; all that it can hold beside text is one at its start.
    if ((kept == 0 || kept >= mark_size) && write_at(begin + kept, note, {}) == note.size()) {
      lost_ -= std::min<std::uint64_t>(lost_, kept);
      size_ = begin + written;
      return;
    }
  }
  if (::ftruncate(file_->get(), static_cast<off_t>(begin)) == 0) note_ = note;
  has_note_ = !note_.empty();
}

// Tells how much is missing. False while there is still no room.
bool CommandLog::resume() {
  const std::string note = note_ + note_of(std::to_string(lost_) + " bytes of output were not logged");
  const std::uint64_t begin = size_;
  if (write_at(begin, note, {}) < note.size()) {
    static_cast<void>(::ftruncate(file_->get(), static_cast<off_t>(begin)) == 0);
    return false;
  }
  size_ = begin + note.size();
  lost_ = 0;
  note_.clear();
  has_note_ = false;
  current_ = Stream::err;
  return true;
}

// Makes a hole of the oldest part. A note takes the last bytes of that part, so that whoever reads on from
// within it comes to the note first.
void CommandLog::drop_oldest() {
  const std::uint64_t least = size_ - limit_ + step();
  while (checkpoints_.size() > 1 && checkpoints_.front().offset < least) checkpoints_.pop_front();
  if (checkpoints_.empty()) return;
  const Checkpoint begin = checkpoints_.front();
  const std::uint64_t old_first = first_;
  const std::string note = note_of("the oldest " + std::to_string(begin.offset) +
                                   " bytes of this log were dropped, as it is limited to " +
                                   std::to_string(limit_ / limits::MiB) + " MiB") +
                           std::string(mark_of(begin.stream));
  if (begin.offset < old_first + note.size()) return;
  const std::uint64_t new_first = begin.offset - note.size();
  constexpr int mode = FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE;
  // Beyond the end, where nothing can be lost: can this file system do it at all?
  constexpr off_t block = 4096;
  const auto beyond = static_cast<off_t>(size_ + limits::MiB);
  if (old_first == 0 && ::fallocate(file_->get(), mode, beyond, block) != 0 &&
      (errno == EOPNOTSUPP || errno == ENOSYS)) {
    can_drop_ = false;
    return;
  }
  // In this order: readers that come upon a hole go on at first_ and find the note there; those that are at
  // work in the old part look at first_ again afterwards.
  if (write_at(new_first, note, {}) < note.size()) return;
  first_ = new_first;
  // From the beginning on, as a block in which an earlier hole ended is freed only as a whole. What can't be
  // freed now is tried again at the next time.
  static_cast<void>(::fallocate(file_->get(), mode, 0, static_cast<off_t>(new_first)));
  checkpoints_.pop_front();
}

// Where no holes can be made, the newest part goes instead.
void CommandLog::stop() {
  if (std::exchange(stopped_, true)) return;
  const std::string note = note_of("output from here on is not logged: the log is limited to " +
                                   std::to_string(limit_ / limits::MiB) +
                                   " MiB, and this file system can't drop the oldest part of a file");
  if (write_at(size_, note, {}) == note.size()) size_ += note.size();
}

std::size_t CommandLog::read(std::uint64_t& at, std::uint64_t end, std::span<char> into) const {
  for (;;) {
    at = std::max(at, first());
    if (at >= end) return 0;
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), end - at));
    std::size_t filled = 0;
    while (filled < wanted) {
      const ssize_t n =
          ::pread(file_->get(), into.data() + filled, wanted - filled, static_cast<off_t>(at + filled));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) throw std::system_error(errno, std::generic_category(), "cannot read a log");
      if (n == 0) break;
      filled += static_cast<std::size_t>(n);
    }
    if (at < first()) continue;  // it became a hole meanwhile
    at += filled;
    return filled;
  }
}

std::string CommandLog::read(std::uint64_t at, std::uint64_t end) const {
  std::string text(static_cast<std::size_t>(end - std::min(at, end)), '\0');
  text.resize(read(at, end, text));
  return text;
}

std::uint64_t CommandLog::behind_mark(std::uint64_t offset) const {
  const std::uint64_t begin = offset - std::min<std::uint64_t>(offset, mark_size - 1);
  const std::string around = read(begin, std::min(offset + mark_size - 1, size()));
  for (const auto stream : {Stream::out, Stream::err}) {
    const auto mark = around.find(mark_of(stream));
    if (mark != std::string::npos && begin + mark < offset) return begin + mark + mark_size;
  }
  return offset;
}

Stream CommandLog::stream_at(std::uint64_t offset) const {
  std::uint64_t end = offset;
  while (end > first()) {
    const std::uint64_t begin = end - std::min<std::uint64_t>(end - first(), limits::transfer_buffer);
    const std::string piece = read(begin, end);
    const auto out_mark = piece.rfind(mark_of(Stream::out));
    const auto err_mark = piece.rfind(mark_of(Stream::err));
    if (out_mark != std::string::npos || err_mark != std::string::npos) {
      const bool is_err =
          out_mark == std::string::npos || (err_mark != std::string::npos && err_mark > out_mark);
      return is_err ? Stream::err : Stream::out;
    }
    if (begin == first()) break;
    end = begin + mark_size - 1;  // a mark may stand across the border
  }
  return Stream::out;
}

std::string CommandLog::unwritten_note() const {
  if (!has_note_) return {};
  const MutexLock lock(mutex_);
  return note_;
}

}  // namespace toolbox
