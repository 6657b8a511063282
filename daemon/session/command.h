#pragma once
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cstdint>
#include <deque>
#include <exception>
#include <memory>
#include <optional>
#include <string>

#include "base/event.h"
#include "base/unique_fd.h"
#include "session/command_log.h"
#include "session/streams.h"

namespace toolbox {

// What a client wants to send to a command's stdin.
struct Input {
  std::string data;
  bool eof = false;  // nothing follows
};

// A command from when it is given until nobody can write to its log any more. Loop thread only; shared by
// its session and the requests that wait for it.
struct ActiveCommand {
  explicit ActiveCommand(Executor executor) : changed(executor) {}

  enum class State { queued, running, ended };

  State state = State::queued;
  Event changed;  // the state, the log, or what became of the input
  std::string id;
  std::string directory;  // of its files
  std::string text;       // until it runs
  bool takes_input = false;
  bool echoes_input = true;

  std::shared_ptr<CommandLog> log;  // from when it runs, or fails to
  std::unique_ptr<Streams> streams;
  UniqueFd stdin_reading;  // the shell opens it; kept until the command has ended
  std::optional<asio::posix::basic_stream_descriptor<Executor>> stdin_writing;  // for its input
  std::optional<int> code;                                                      // once it has ended
  bool never_ran = false;                                                       // its session ended first
  std::exception_ptr failure;      // why it could not be run at all
  std::uint64_t log_end = 0;       // how long the log was when it had ended
  std::deque<Input> inputs;        // not written yet, the first being written
  std::size_t input_bytes = 0;     // in them
  std::uint64_t inputs_given = 0;  // number of the last one
  std::uint64_t inputs_done = 0;   // how many were written
  bool input_closed = false;       // eof was asked for
  bool writing_inputs = false;     // a task is at it
};

// What is kept of every command of a session.
struct CommandRecord {
  std::string id;
  std::string text;             // its beginning where `long_text` is set; the rest is on disk
  std::uint32_t text_size = 0;  // bytes
  bool long_text = false;
  std::optional<int> exit_code;
  std::uint64_t log_first = 0;            // where its log begins, once it is closed
  std::shared_ptr<CommandLog> kept_log;   // once it is closed, where it can't be opened again
  std::shared_ptr<ActiveCommand> active;  // until its log is closed
};

}  // namespace toolbox
