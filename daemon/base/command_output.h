#pragma once
#include <boost/asio/posix/stream_descriptor.hpp>
#include <exception>
#include <memory>
#include <string>

#include "base/pool.h"
#include "base/task.h"
#include "base/unique_fd.h"

namespace toolbox {

// What a command has written: text, or once it was too much for memory an unlinked file.
struct CollectedText {
  std::string text;
  std::shared_ptr<const UniqueFd> file;  // when set, all of it is there
  std::uint64_t file_size = 0;
};

// The pipe that a command writes to, and what has come out of it. Loop thread only.
class CommandOutput {
 public:
  // Makes the pipe. Throws system_error.
  CommandOutput(Executor executor, Pool& pool);

  // The end for the command; close it here once the command has started.
  UniqueFd writing_end;

  // Reads until every writer is gone, or until what comes can't be stored: see failure(). May be cancelled at
  // any point without losing what was read.
  Task<void> read_to_end();

  // Why reading stopped early; nothing when it did not.
  std::exception_ptr failure() const { return failure_; }

  // Reads what is in the pipe now and no more, though writers may go on.
  Task<void> read_available();

  // True once every writer is gone.
  bool at_end() const { return at_end_; }

  CollectedText take() { return std::move(collected_); }

  // Reads on and throws away, so that a background process which goes on writing does not die of it.
  static Task<void> discard(CommandOutput output);

 private:
  Task<void> wait_readable();
  std::uint64_t size() const { return collected_.file ? collected_.file_size : collected_.text.size(); }
  Task<void> read_some(std::size_t at_most);
  void read_into_memory(std::size_t at_most);
  Task<void> spool(std::size_t at_most);
  void start_spooling();

  asio::posix::basic_stream_descriptor<Executor> pipe_;
  Pool* pool_;
  CollectedText collected_;
  bool at_end_ = false;
  bool no_disk_ = false;  // no directory takes a file: memory must do, up to its bound
  std::exception_ptr failure_;
};

}  // namespace toolbox
