#pragma once
#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "base/mutex.h"
#include "base/pool.h"
#include "base/unique_fd.h"
#include "session/marks.h"

namespace toolbox {

// The log of one command: a file of marked output that one side appends to and any number of others read,
// each at its own offset. Offsets are those of the file and stay valid: when the log has reached its limit,
// the oldest part becomes a hole. From any thread; all but size(), first() and, unless the disk is full,
// unwritten_note() blocks.
class CommandLog {
 public:
  // A new log at `path`, replacing what is there. Where that can't be written, a file without a name takes
  // its place, where there is no disk at all, memory. limit: bytes to keep on disk. Closed on `pool`.
  // Throws system_error when there is nothing to write to.
  static std::shared_ptr<CommandLog> create(const std::string& path, std::uint64_t limit, Pool& pool);

  // The log of a command that has ended; first: where it begins. None when it is gone.
  static std::shared_ptr<CommandLog> reopen(const std::string& path, std::uint64_t first, Pool& pool);

  // Appends bytes of one stream. Never fails: while the disk is full bytes are lost, and the log says so.
  void append(Stream stream, std::string_view bytes);

  std::uint64_t size() const { return size_; }
  std::uint64_t first() const { return first_; }  // offset of the oldest byte that is still there

  // Where the file has a name, it can be opened again by it.
  bool named() const { return named_; }

  // Reads from `at` on and before `end` as much as `into` takes; moves `at` behind it. 0 at the end. When the
  // oldest part went, it goes on where the log begins now. Throws system_error.
  std::size_t read(std::uint64_t& at, std::uint64_t end, std::span<char> into) const;

  // `offset`, or where it lies within a mark the end of that.
  std::uint64_t behind_mark(std::uint64_t offset) const;

  // The stream that a byte at `offset` belongs to.
  Stream stream_at(std::uint64_t offset) const;

  // What the log would say of lost output, if the disk had room for it; else empty.
  std::string unwritten_note() const;

 private:
  CommandLog(std::shared_ptr<const UniqueFd> file, bool named, std::uint64_t limit)
      : file_(std::move(file)), named_(named), limit_(limit) {}

  std::string read(std::uint64_t at, std::uint64_t end) const;
  std::size_t write_at(std::uint64_t offset, std::string_view first, std::string_view second) const;
  void out_of_space(std::size_t wanted, std::size_t written, int error) TOOLBOX_REQUIRES(mutex_);
  bool resume() TOOLBOX_REQUIRES(mutex_);
  std::uint64_t step() const;
  void drop_oldest() TOOLBOX_REQUIRES(mutex_);
  void stop() TOOLBOX_REQUIRES(mutex_);

  struct Checkpoint {
    std::uint64_t offset;  // where an append began
    Stream stream;         // whose bytes stand there
  };

  const std::shared_ptr<const UniqueFd> file_;
  const bool named_;
  const std::uint64_t limit_;
  std::atomic<std::uint64_t> size_ = 0;
  std::atomic<std::uint64_t> first_ = 0;
  std::atomic<bool> has_note_ = false;

  mutable Mutex mutex_;
  std::optional<Stream> current_ TOOLBOX_GUARDED_BY(mutex_);
  std::deque<Checkpoint> checkpoints_ TOOLBOX_GUARDED_BY(mutex_);  // where the log could begin, oldest first
  bool can_drop_ TOOLBOX_GUARDED_BY(mutex_) = true;                // the file system makes holes
  bool stopped_ TOOLBOX_GUARDED_BY(mutex_) = false;                // it does not, and the limit is reached
  std::uint64_t lost_ TOOLBOX_GUARDED_BY(mutex_) = 0;  // bytes that found no room since it was full
  std::string note_ TOOLBOX_GUARDED_BY(mutex_);        // says so, and found no room itself
};

}  // namespace toolbox
