#pragma once

#include <stdexcept>
#include <string>

#include "daemon.h"
#include "http_client.h"
#include "websocket.h"

namespace toolbox::bench {

// A command that prints "ready", and whose echo as a line of input does not contain that.
inline constexpr const char* say_ready = "printf rea''dy";

// Receives up to the "ready" of a command, which must print nothing after it until it is told to.
template <class Receive>  // gives a piece of output, or nothing at its end
void wait_until_ready(const Receive& receive) {
  std::string received;
  while (!received.ends_with("ready")) {
    const std::string piece = receive();
    if (piece.empty()) throw std::runtime_error("the terminal ended early, after: " + received);
    received += piece;
  }
}

// A PTY of the daemon, 80x24, killed at the end unless its shell has ended. The connection may serve other
// PTYs too.
class Pty {
 public:
  Pty(const Daemon& daemon, HttpClient& client, const std::string& id);
  Pty(const Pty&) = delete;
  Pty& operator=(const Pty&) = delete;
  ~Pty();

  // A client that has been told that it is connected, and has received nothing else yet. `replay`: screen,
  // raw or none.
  WebSocketClient attach(const std::string& replay,
                         std::size_t buffer_size = WebSocketClient::usual_buffer) const;

  // The first client, when `command`, typed into the shell, has just said that it is ready.
  WebSocketClient run(const std::string& command) const;

 private:
  std::uint16_t port_;
  HttpClient& client_;
  std::string target_;
};

}  // namespace toolbox::bench
