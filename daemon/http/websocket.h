#pragma once
// WebSockets as handlers see them: messages, no Beast and no sockets. Loop thread only.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "base/task.h"

namespace toolbox {

struct WebSocketMessage {
  bool text = false;  // else binary
  std::string data;
  std::shared_ptr<void> share = {};  // what the memory of a long one counts for, while this is kept
};

// Pings are answered, and a client that is gone is noticed, whatever the handler does meanwhile; but behind
// messages that wait to be received (limits::ws_queue) nothing more is read. So a handler that wants no
// messages waits in closed() beside what it does.
class WebSocket {
 public:
  virtual ~WebSocket() = default;

  // The client's next message; nothing once it has closed, is gone, or was closed because of what it sent.
  // May be cancelled and called again without losing a message. One at a time.
  virtual Task<std::optional<WebSocketMessage>> receive() = 0;

  // Throws messages away until the client has closed or is gone. For handlers that only send:
  //   co_await (send_everything(socket) || socket.closed());
  virtual Task<void> closed() = 0;

  // Until the client has closed or is gone. Messages stay; but behind too many of them a close is noticed
  // late.
  virtual Task<void> gone() = 0;

  // Sends one message, as one frame, and returns when the system has taken it, so that a slow client slows
  // down its sender. One at a time. Throws system_error when the client is gone. Cancelling it inside a
  // message breaks the connection off, as no other could follow.
  virtual Task<void> send_text(std::string_view data) = 0;
  virtual Task<void> send_binary(std::string_view data) = 0;

  // Closes with `code` and at most 123 bytes of `reason` (the rest is cut off), and waits a moment for the
  // client's own close. Never fails; does nothing when it is closed already.
  virtual Task<void> close(std::uint16_t code, std::string_view reason) = 0;
};

// How a handler answers a request with a WebSocket instead of a body.
struct Upgrade {
  // Runs once the handshake is done; cancelled when the daemon stops. A WebSocket that it leaves open is
  // closed: with 1000, with 1011 when it throws, with 1001 when the daemon stops. It must not outlive its
  // client for long: receive() and closed() tell.
  std::function<Task<void>(WebSocket&)> serve;
  std::string subprotocol = {};  // to prefer, if it is offered, to all but the SDK version's
  std::size_t max_message = limits::max_ws_message;  // bytes of a message from the client; 1009 past it
};

}  // namespace toolbox
