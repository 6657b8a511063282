#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "unique_fd.h"

namespace toolbox::bench {

// A blocking WebSocket client. It looks at frame headers only: payload is seen in the buffer it arrived in,
// piece by piece, and what messages it belongs to is told only by receive_message().
class WebSocketClient {
 public:
  static constexpr std::size_t usual_buffer = std::size_t{256} * 1024;

  // A smaller buffer is for those who hold many clients; the head of the answer has to fit in.
  WebSocketClient(std::uint16_t port, const std::string& target, std::size_t buffer_size = usual_buffer);

  // A binary message of at most 64 KiB.
  void send(std::string_view payload);

  // The next piece of payload, valid until the next call; nothing once the server has closed with 1000. Any
  // other end throws.
  std::optional<std::string_view> receive_some();

  // What is left of the message at hand, else the next one that is not empty. The end throws.
  std::string receive_message();

  // How many bytes come until the server closes with 1000.
  std::uint64_t count_to_end();

 private:
  struct Header {
    unsigned opcode = 0;
    std::uint64_t length = 0;
    bool last = false;  // of its message
  };

  void handshake(std::uint16_t port);
  Header read_header();
  std::string_view read_control(std::uint64_t length);
  void send_frame(unsigned opcode, std::string_view payload);
  std::uint64_t read_number(std::size_t bytes);
  std::string_view take(std::size_t size);
  void need(std::size_t size);

  std::string target_;
  UniqueFd socket_;
  std::vector<char> buffer_;
  std::size_t begin_ = 0;  // received, not yet consumed
  std::size_t end_ = 0;
  std::uint64_t payload_left_ = 0;  // of the frame at hand
  bool last_frame_ = false;         // of its message
  bool closed_ = false;
};

}  // namespace toolbox::bench
