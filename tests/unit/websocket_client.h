#pragma once
// A WebSocket client on a plain blocking socket, which sends what it is told, right or wrong (RFC 6455).
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <optional>
#include <string>
#include <string_view>

#include "base/unique_fd.h"

namespace toolbox {

struct Frame {
  enum Opcode { continuation = 0, text = 1, binary = 2, close = 8, ping = 9, pong = 10 };
  int opcode;
  bool final;
  std::string payload;
};

// Big-endian.
inline std::string number(std::uint64_t value, std::size_t bytes) {
  std::string out;
  while (bytes-- > 0) out += static_cast<char>(value >> (8 * bytes));
  return out;
}

inline std::string masked(std::string payload) {
  constexpr std::string_view key = "\x12\x34\xab\xcd";
  for (std::size_t i = 0; i < payload.size(); ++i) {
    payload[i] = static_cast<char>(payload[i] ^ key[i % 4]);
  }
  return std::string(key) + payload;
}

// The head of a client's frame up to its mask, for a payload of `size` bytes.
inline std::string frame_head(int opcode, std::size_t size, bool final = true, bool mask = true) {
  const unsigned mask_bit = mask ? 0x80 : 0;
  std::string head = number((final ? 0x80U : 0U) | static_cast<unsigned>(opcode), 1);
  if (size < 126) return head + number(mask_bit | size, 1);
  if (size < 65536) return head + number(mask_bit | 126, 1) + number(size, 2);
  return head + number(mask_bit | 127, 1) + number(size, 8);
}

inline std::string frame(int opcode, const std::string& payload, bool final = true) {
  return frame_head(opcode, payload.size(), final) + masked(payload);
}

inline std::string close_payload(int code, const std::string& reason = {}) {
  return number(static_cast<std::uint64_t>(code), 2) + reason;
}

class WebSocketClient {
 public:
  // receive_buffer: bytes, 0 for what the system gives.
  explicit WebSocketClient(std::uint16_t port, int receive_buffer = 0)
      : fd_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    const timeval safety{60, 0};  // a test that hangs fails
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVTIMEO, &safety, sizeof safety);
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_SNDTIMEO, &safety, sizeof safety);
    if (receive_buffer > 0) {
      ::setsockopt(fd_.get(), SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(fd_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      ADD_FAILURE() << "cannot connect";
    }
  }

  static constexpr auto key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n";  // RFC 6455's example
  static constexpr auto version = "Sec-WebSocket-Version: 13\r\n";
  static constexpr auto upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\n";

  static std::string request(const std::string& fields, const std::string& target = "/socket") {
    return "GET " + target + " HTTP/1.1\r\nHost: localhost\r\n" + fields + "\r\n";
  }
  static std::string handshake(const std::string& fields = {}) {
    return request(std::string(upgrade) + key + version + fields);
  }

  // False when the server has ended the connection.
  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t n = ::send(fd_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (n <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return true;
  }

  // Up to the empty line.
  std::string read_head() {
    std::size_t end = std::string::npos;
    while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
      if (!fill()) return {};
    }
    return take(end + 4);
  }

  // As many bytes as that, or what there is up to the end of the connection.
  std::string read_bytes(std::size_t size) {
    need(size);
    return take(size);
  }

  // Does the handshake; returns the answer's head.
  std::string open(const std::string& fields = {}) {
    send(handshake(fields));
    return read_head();
  }

  // Nothing at the end of the connection.
  std::optional<Frame> read() {
    if (!need(2)) return std::nullopt;
    const auto first = static_cast<unsigned char>(buffer_[0]);
    std::uint64_t size = static_cast<unsigned char>(buffer_[1]);
    EXPECT_LT(size, 0x80U) << "a server does not mask";
    take(2);
    if (size >= 126) {
      const std::size_t digits = size == 126 ? 2 : 8;
      if (!need(digits)) return std::nullopt;
      size = 0;
      for (const char c : take(digits)) size = size << 8 | static_cast<unsigned char>(c);
    }
    if (!need(size)) return std::nullopt;
    return Frame{first & 0x0f, (first & 0x80) != 0, take(size)};
  }

  // The next frame's opcode and payload; -1 at the end of the connection.
  std::pair<int, std::string> next() {
    auto found = read();
    if (!found) return {-1, {}};
    return {found->opcode, std::move(found->payload)};
  }

  // The code of the close frame that comes next, answered; 0 when another frame comes, -1 when the connection
  // ends without one.
  int read_close() {
    const auto found = read();
    if (!found) return -1;
    if (found->opcode != Frame::close || found->payload.size() < 2) return 0;
    send(frame(Frame::close, found->payload));
    return static_cast<unsigned char>(found->payload[0]) << 8 | static_cast<unsigned char>(found->payload[1]);
  }

  // Everything up to the end of the connection.
  std::string read_rest() {
    while (fill()) {
    }
    return std::exchange(buffer_, {});
  }

  // Ends the connection in this direction.
  void finish() { ::shutdown(fd_.get(), SHUT_WR); }

  // Tears the connection down without a word.
  void vanish() {
    const linger reset{1, 0};
    ::setsockopt(fd_.get(), SOL_SOCKET, SO_LINGER, &reset, sizeof reset);
    fd_ = UniqueFd();
  }

 private:
  bool fill() {
    std::string piece(64 * 1024, '\0');
    const ssize_t n = ::recv(fd_.get(), piece.data(), piece.size(), 0);
    if (n < 0 && errno == EAGAIN) ADD_FAILURE() << "nothing came for a minute";
    if (n <= 0) return false;
    buffer_.append(piece, 0, static_cast<std::size_t>(n));
    return true;
  }
  bool need(std::size_t size) {
    while (buffer_.size() < size) {
      if (!fill()) return false;
    }
    return true;
  }
  std::string take(std::size_t size) {
    std::string front = buffer_.substr(0, size);
    buffer_.erase(0, size);
    return front;
  }

  UniqueFd fd_;
  std::string buffer_;
};

}  // namespace toolbox
