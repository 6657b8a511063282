#pragma once
#include <cstdint>
#include <memory>

#include "base/pool.h"
#include "base/task.h"
#include "http/websocket.h"
#include "session/command.h"
#include "session/forms.h"

namespace toolbox {

// What a log's stream is made of.
struct LogStream {
  std::shared_ptr<CommandLog> log;        // none yet for a command that waits for its turn
  std::shared_ptr<ActiveCommand> active;  // none when nobody writes to the log any more
  std::uint64_t begin = 0;
  bool follow = false;    // until the command has ended; else what is there now
  bool combined = false;  // without marks
  Pool& pool;
};

// Sends the log as binary messages and closes; ends early when the client leaves. Reads the file at the pace
// of its client and holds one message at a time.
Task<void> stream_log(LogStream stream, WebSocket& socket);

}  // namespace toolbox
