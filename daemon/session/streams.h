#pragma once
#include <array>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <memory>
#include <string>

#include "base/event.h"
#include "base/mutex.h"
#include "base/pool.h"
#include "base/task.h"
#include "base/unique_fd.h"
#include "session/command_log.h"

namespace toolbox {

// The two pipes that a command writes to, and their way into its log. Loop thread, but for drain().
class Streams {
 public:
  // Makes the pipes. Throws system_error.
  Streams(Executor executor, Pool& pool, std::shared_ptr<CommandLog> log);

  // What the command is to write to; open until close_writing_ends().
  int writing_end(Stream stream) const { return write_[index(stream)].get(); }
  void close_writing_ends();

  // Moves what comes into the log until all writers are gone; after each piece `changed` is notified.
  // One at a time.
  Task<void> pump(Event& changed);

  // Blocking. Moves into the log what is in the pipes now, though writers may go on.
  void drain();

 private:
  using Descriptor = asio::posix::basic_stream_descriptor<Executor>;
  static std::size_t index(Stream stream) { return stream == Stream::out ? 0 : 1; }

  // What the loop knows of the streams, from the last turn.
  struct State {
    std::array<bool, 2> at_end{};
    bool carries = false;  // something is held back
  };

  Task<std::size_t> readable(State known);
  State turn(std::size_t first);
  std::size_t read_some(std::size_t which, std::size_t at_most) TOOLBOX_REQUIRES(mutex_);
  void flush_carry(std::size_t which) TOOLBOX_REQUIRES(mutex_);

  Executor executor_;
  Pool& pool_;
  const std::shared_ptr<CommandLog> log_;
  std::array<Descriptor, 2> read_;
  std::array<UniqueFd, 2> write_;

  Mutex mutex_;  // one thread reads at a time
  std::array<bool, 2> at_end_ TOOLBOX_GUARDED_BY(mutex_){};
  // The beginning of a UTF-8 sequence whose rest has not come yet: the other stream must not come between.
  std::array<std::string, 2> carry_ TOOLBOX_GUARDED_BY(mutex_);
  std::array<int, 2> full_reads_ TOOLBOX_GUARDED_BY(mutex_){};
};

}  // namespace toolbox
