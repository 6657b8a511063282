#pragma once
#include <memory>
#include <string_view>
#include <vector>

#include "http/connection.h"

namespace toolbox {

// A connection once it has become a WebSocket. Loop thread only.
class WebSocketSession {
 public:
  virtual ~WebSocketSession() = default;

  // early: what came right behind the handshake. The socket has to outlive it.
  static std::unique_ptr<WebSocketSession> make(Socket& socket, Serving& serving, std::vector<char> early,
                                                Upgrade upgrade);

  // Sends the 101 with the headers of `response`. The request's handshake has been checked. Throws
  // system_error when the client is gone.
  virtual Task<void> accept(const Request& request, const Response& response) = 0;

  // Serves until it is closed. True when the client may still be sending, which has to be read away for it to
  // see why it was closed. Fails only when it is cancelled.
  virtual Task<bool> run() = 0;

  // The daemon stops: ends it with 1001.
  virtual void stop() = 0;
};

}  // namespace toolbox
