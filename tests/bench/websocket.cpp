#include "websocket.h"

#include <algorithm>
#include <cstring>
#include <stdexcept>

#include "socket.h"

namespace toolbox::bench {
namespace {

constexpr std::size_t max_control = 125;
constexpr std::size_t max_payload = 0xFFFF;
constexpr unsigned opcode_binary = 2;
constexpr unsigned opcode_close = 8;
constexpr unsigned opcode_ping = 9;
constexpr std::uint64_t normal_closure = 1000;

std::uint64_t number_of(std::string_view bytes) {
  std::uint64_t number = 0;
  for (const char byte : bytes) number = number << 8 | static_cast<unsigned char>(byte);
  return number;
}

}  // namespace

WebSocketClient::WebSocketClient(std::uint16_t port, const std::string& target, std::size_t buffer_size)
    : target_(target), socket_(connect_to(port)), buffer_(buffer_size) {
  handshake(port);
}

// As the newest SDKs do it; they get a log as it is on disk.
void WebSocketClient::handshake(std::uint16_t port) {
  send_all(socket_.get(), "GET " + target_ + " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(port) +
                              "\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                              "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                              "X-Daytona-SDK-Version: 0.218.0\r\n\r\n");
  std::string_view received;
  std::size_t end = 0;
  while ((end = received.find("\r\n\r\n")) == std::string_view::npos) {
    need(received.size() + 1);
    received = {buffer_.data(), end_};
  }
  if (!received.starts_with("HTTP/1.1 101 ")) {
    throw std::runtime_error(target_ + ": no upgrade: " + std::string(received.substr(0, 500)));
  }
  begin_ = end + 4;
}

std::optional<std::string_view> WebSocketClient::receive_some() {
  while (payload_left_ == 0) {
    if (closed_) return std::nullopt;
    const auto header = read_header();
    if (header.opcode < opcode_close) {
      payload_left_ = header.length;
      last_frame_ = header.last;
      continue;
    }
    const std::string payload(read_control(header.length));
    if (header.opcode == opcode_close) {
      const auto code = number_of(payload.substr(0, 2));
      if (code != normal_closure) {
        throw std::runtime_error(target_ + ": closed with " + std::to_string(code) + " " + payload);
      }
      closed_ = true;
      send_frame(opcode_close, payload.substr(0, 2));
    } else if (header.opcode == opcode_ping) {
      send_frame(opcode_ping + 1, payload);
    }
  }
  need(1);
  const auto piece = take(std::min<std::uint64_t>(payload_left_, end_ - begin_));
  payload_left_ -= piece.size();
  return piece;
}

std::string WebSocketClient::receive_message() {
  std::string message;
  do {
    const auto piece = receive_some();
    if (!piece) throw std::runtime_error(target_ + ": closed after: " + message.substr(0, 500));
    message += *piece;
  } while (payload_left_ > 0 || !last_frame_);
  return message;
}

void WebSocketClient::send(std::string_view payload) {
  send_frame(opcode_binary, payload);
}

std::uint64_t WebSocketClient::count_to_end() {
  std::uint64_t count = 0;
  while (const auto piece = receive_some()) count += piece->size();
  return count;
}

WebSocketClient::Header WebSocketClient::read_header() {
  const auto first = read_number(1);
  const auto second = read_number(1);
  if ((first & 0x70U) != 0 || (second & 0x80U) != 0) {
    throw std::runtime_error(target_ + ": not a frame that a server sends");
  }
  Header header{static_cast<unsigned>(first & 0x0FU), second, (first & 0x80U) != 0};
  if (second == 126) header.length = read_number(2);
  if (second == 127) header.length = read_number(8);
  return header;
}

std::string_view WebSocketClient::read_control(std::uint64_t length) {
  if (length > max_control) throw std::runtime_error(target_ + ": a control frame that is too long");
  need(length);
  return take(length);
}

// Masked with zeros.
void WebSocketClient::send_frame(unsigned opcode, std::string_view payload) {
  const auto size = payload.size();
  if (size > max_payload) throw std::logic_error("a message that is too long");
  std::string frame{static_cast<char>(0x80U | opcode)};
  frame += static_cast<char>(0x80U | std::min(size, max_control + 1));
  if (size > max_control) {
    frame += static_cast<char>(size >> 8);
    frame += static_cast<char>(size);
  }
  frame.append(4, '\0');
  frame += payload;
  send_all(socket_.get(), frame);
}

std::uint64_t WebSocketClient::read_number(std::size_t bytes) {
  need(bytes);
  return number_of(take(bytes));
}

std::string_view WebSocketClient::take(std::size_t size) {
  const std::string_view bytes(buffer_.data() + begin_, size);
  begin_ += size;
  return bytes;
}

// Receives until so much is there. What is left moves to the front, so that there is always room.
void WebSocketClient::need(std::size_t size) {
  if (end_ - begin_ >= size) return;
  std::memmove(buffer_.data(), buffer_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  if (size > buffer_.size()) throw std::runtime_error(target_ + ": an answer that is too long");
  while (end_ < size) {
    const auto got = receive(socket_.get(), buffer_.data() + end_, buffer_.size() - end_);
    if (got == 0) throw std::runtime_error(target_ + ": the connection ended without a close frame");
    end_ += got;
  }
}

}  // namespace toolbox::bench
