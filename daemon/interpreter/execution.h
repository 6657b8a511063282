#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/event.h"
#include "base/task.h"
#include "http/websocket.h"
#include "interpreter/output_text.h"
#include "interpreter/worker.h"

namespace toolbox {

// One run of code in a worker, told to the client that asked for it. What stops it early: its deadline, the
// client's leaving, the end of the context. Loop thread only.
class Execution {
 public:
  // timeout: 0 for none. ending: whether the context is being ended, which `changed` announces. All are
  // borrowed.
  Execution(Worker& worker, WebSocket& client, std::chrono::seconds timeout, const bool& ending,
            Event& changed);
  Execution(const Execution&) = delete;
  Execution& operator=(const Execution&) = delete;

  // Runs `order`. Afterwards the worker is idle, or has ended, and is not used any more.
  Task<void> run(WorkerOrder order);

  // Tells the client how it ended, and closes its WebSocket.
  Task<void> tell_end();

 private:
  enum class Stop { none, timeout, client_left, context_ended };

  Task<void> follow();
  Task<void> take(WorkerEvent event);
  Task<void> supervise();
  Task<void> until_stopped();
  Task<void> send_output(std::string_view type, TextPieces& pieces, std::string_view bytes);
  Task<void> send(std::string_view message);
  void conclude();

  Worker& worker_;
  WebSocket& client_;
  const std::chrono::seconds timeout_;
  const bool& ending_;
  Event& changed_;
  std::optional<WorkerOrder> order_;
  TextPieces out_;
  TextPieces error_output_;
  std::string last_words_;  // the end of stderr
  std::optional<WorkerEvent> result_;
  std::string failure_;  // of the daemon
  std::vector<std::string> last_messages_;
  bool over_ = false;
  Stop stop_ = Stop::none;
  bool was_interrupted_ = false;
  bool rich_ = false;
  bool sending_ = false;
  std::uint64_t sent_ = 0;  // messages
  bool client_gone_ = false;
};

}  // namespace toolbox
