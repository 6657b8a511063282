#pragma once
#include <memory>
#include <string>

#include "base/task.h"
#include "http/websocket.h"
#include "pty/pty.h"

namespace toolbox {

// What a client that attaches late gets of what was there before.
enum class Replay { screen, raw, none };

// How a client and a terminal talk to each other.
struct PtyProtocol {
  std::string greeting = {};  // the first message; empty for none
  Replay replay = Replay::screen;
  bool tells_exit = false;    // a message with the exit code, before the close
  bool text = false;          // output as text messages; what is not UTF-8 becomes U+FFFD
  bool takes_resize = false;  // a text message {"rows":n,"cols":n} is no input
};

// Serves one client until it leaves, the shell ends, or it is too slow. The shell is started if it has not
// been.
Task<void> serve_client(std::shared_ptr<Pty> pty, WebSocket& socket, PtyProtocol protocol);

// For a client that has nothing to attach to: tells it why, and closes.
Task<void> serve_error(WebSocket& socket, std::string why);

}  // namespace toolbox
