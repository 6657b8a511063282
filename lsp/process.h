#pragma once
#include <boost/asio/posix/stream_descriptor.hpp>
#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/event.h"
#include "base/launcher.h"
#include "base/task.h"
#include "base/tasks.h"
#include "lsp/framing.h"
#include "lsp/limits.h"

namespace toolbox {

// A language server's process and the messages to and from it, until end(). Loop thread only.
class LspProcess : public std::enable_shared_from_this<LspProcess> {
 public:
  // Starts argv in `cwd`. Throws SpawnError, system_error.
  static Task<std::shared_ptr<LspProcess>> start(Launcher& launcher, Tasks& tasks,
                                                 std::vector<std::string> argv, std::string cwd);

  // Sends a message, which is JSON, after those before it. What a process does not read is kept up to
  // limits::lsp_unsent, past which it is ended. Nothing happens after its end.
  void send(std::string_view json);

  // Whether it has read most of what was sent, or has ended; for senders that can wait.
  bool is_sendable() const { return unsent_size_ <= limits::lsp_read || ended_ || !violation_.empty(); }
  Task<void> sendable();

  // The next message; nothing once the process has ended or has sent what is no message. May be cancelled and
  // called again without losing one. One at a time.
  Task<std::optional<std::string>> next();

  // Whether next() has come to the end.
  bool ended() const { return ended_; }

  // Why, as a clause: "exited with code 1", "was killed by signal 9 (SIGKILL)", or what it did wrong.
  std::string end_reason() const;
  // What it did wrong, if that was its end.
  const std::string& violation() const { return violation_; }
  // The end of what it wrote to stderr, without blanks around it.
  std::string last_words() const;

  // Ends it for what it did: a clause, "sent …".
  void reject(std::string why);

  // Ends it and returns when it and all that it has started are gone, and nothing is kept of it but what it
  // said last. patience: for the end that it has been asked for already.
  static Task<void> end(std::shared_ptr<LspProcess> self, std::chrono::milliseconds patience);

 private:
  struct Use;
  using Descriptor = asio::posix::basic_stream_descriptor<Executor>;

  explicit LspProcess(Executor executor);

  static Task<void> write(std::shared_ptr<LspProcess> self);
  static Task<void> listen(std::shared_ptr<LspProcess> self);
  Task<std::optional<std::string>> next_message();
  Task<void> read_some();
  Task<void> learn_of_the_end();
  void release();
  bool exited() const { return !process_ || process_->wait_status(); }

  Descriptor in_;
  Descriptor out_;
  Descriptor error_;
  std::optional<RunningCommand> process_;
  MessageReader reader_;
  std::deque<std::string> unsent_;
  std::size_t unsent_size_ = 0;
  Event unsent_changed_;  // or ended_, or gone_
  Event sent_;
  std::string words_;
  std::optional<std::chrono::steady_clock::time_point>
      in_closed_;            // when it was seen that the process had done it
  bool out_closed_ = false;  // or nothing more is expected from there
  bool ended_ = false;
  bool expected_ = false;  // it has been asked to end
  bool ending_ = false;
  int users_ = 0;  // of process_ and the pipes, in next() and end()
  bool gone_ = false;
  bool heard_all_ = false;
  Event heard_;  // all of stderr
  std::string violation_;
  std::string reason_;  // once released
};

}  // namespace toolbox
