#include "http_client.h"

#include <algorithm>
#include <cctype>
#include <stdexcept>
#include <system_error>
#include <utility>
#include <vector>

#include "socket.h"

namespace toolbox::bench {
namespace {

constexpr std::size_t read_size = std::size_t{64} * 1024;
constexpr std::size_t discard_size = std::size_t{256} * 1024;

std::string lower(std::string text) {
  for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return text;
}

std::string post_headers(std::string_view content_type, std::uint64_t size) {
  return "Content-Type: " + std::string(content_type) + "\r\nContent-Length: " + std::to_string(size) +
         "\r\n\r\n";
}

}  // namespace

HttpClient::HttpClient(std::uint16_t port) : HttpClient(connect_to(port), port) {}

HttpClient::HttpClient(UniqueFd socket, std::uint16_t port)
    : socket_(std::move(socket)), host_("127.0.0.1:" + std::to_string(port)) {}

std::string HttpClient::get(std::string_view target) {
  target_ = target;
  send_all(socket_.get(), start_line("GET", target) + "\r\n");
  return read_answer();
}

std::string HttpClient::post(std::string_view target, std::string_view content_type, std::string_view body) {
  target_ = target;
  auto request = start_line("POST", target) + post_headers(content_type, body.size());
  request += body;
  send_all(socket_.get(), request);
  return read_answer();
}

void HttpClient::remove(std::string_view target) {
  target_ = target;
  send_all(socket_.get(), start_line("DELETE", target) + "\r\n");
  read_answer();
}

std::uint64_t HttpClient::get_discarding(std::string_view target) {
  target_ = target;
  send_all(socket_.get(), start_line("GET", target) + "\r\n");
  const auto head = read_head();
  if (head.status != 200 || !head.has_length) {
    throw std::runtime_error(target_ + ": no 200 with Content-Length: " + read_body(head).substr(0, 200));
  }
  auto left = head.length - std::min<std::uint64_t>(head.length, buffer_.size());
  buffer_.clear();
  std::vector<char> buffer(discard_size);
  while (left > 0) {
    const auto got = receive(socket_.get(), buffer.data(), std::min<std::uint64_t>(left, buffer.size()));
    if (got == 0) throw std::runtime_error(target_ + ": the body ended early");
    left -= got;
  }
  return head.length;
}

void HttpClient::begin_post(std::string_view target, std::string_view content_type, std::uint64_t size) {
  target_ = target;
  send_all(socket_.get(), start_line("POST", target) + post_headers(content_type, size));
}

void HttpClient::send_body(std::string_view piece) {
  try {
    send_all(socket_.get(), piece);
  } catch (const std::system_error&) {
    finish();  // a server that refuses the upload has said why
    throw;
  }
}

std::string HttpClient::finish() {
  return read_answer();
}

std::string HttpClient::start_line(std::string_view method, std::string_view target) const {
  std::string text(method);
  text.append(" ").append(target).append(" HTTP/1.1\r\nHost: ").append(host_).append("\r\n");
  return text;
}

HttpClient::Head HttpClient::read_head() {
  auto line = read_line();
  if (!line.starts_with("HTTP/1.") || line.size() < 12)
    throw std::runtime_error(target_ + ": not HTTP: " + line);
  Head head;
  head.status = std::stoi(line.substr(9, 3));
  while (!(line = read_line()).empty()) {
    const auto text = lower(line);
    if (text.starts_with("content-length:")) {
      head.length = std::stoull(text.substr(15));
      head.has_length = true;
    }
    if (text.starts_with("transfer-encoding:")) head.chunked = text.find("chunked") != std::string::npos;
  }
  return head;
}

std::string HttpClient::read_answer() {
  const auto head = read_head();
  auto body = read_body(head);
  if (head.status >= 200 && head.status < 300) return body;
  throw std::runtime_error(target_ + ": status " + std::to_string(head.status) + " " + body.substr(0, 300));
}

std::string HttpClient::read_body(const Head& head) {
  if (head.status == 204) return {};
  if (head.chunked) return read_chunks();
  if (!head.has_length) throw std::runtime_error(target_ + ": an answer of unknown length");
  std::string body;
  append_exactly(body, head.length);
  return body;
}

std::string HttpClient::read_chunks() {
  std::string body;
  for (;;) {
    const auto size = std::stoull(read_line(), nullptr, 16);
    if (size == 0) break;
    append_exactly(body, size);
    read_line();
  }
  while (!read_line().empty()) {
  }
  return body;
}

std::string HttpClient::read_line() {
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n")) == std::string::npos) read_more();
  auto line = buffer_.substr(0, end);
  buffer_.erase(0, end + 2);
  return line;
}

void HttpClient::read_more() {
  const auto old_size = buffer_.size();
  buffer_.resize(old_size + read_size);
  const auto got = receive(socket_.get(), buffer_.data() + old_size, read_size);
  buffer_.resize(old_size + got);
  if (got == 0) throw std::runtime_error(target_ + ": the server closed the connection");
}

void HttpClient::append_exactly(std::string& out, std::size_t size) {
  const auto buffered = std::min(size, buffer_.size());
  out.append(buffer_, 0, buffered);
  buffer_.erase(0, buffered);
  auto filled = out.size();
  out.resize(filled + size - buffered);
  while (filled < out.size()) {
    const auto got = receive(socket_.get(), out.data() + filled, out.size() - filled);
    if (got == 0) throw std::runtime_error(target_ + ": the body ended early");
    filled += got;
  }
}

std::string percent_encode(std::string_view text) {
  static constexpr std::string_view digits = "0123456789ABCDEF";
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (std::isalnum(byte) || std::string_view("-._~").find(c) != std::string_view::npos) {
      result += c;
    } else {
      result += {'%', digits[byte >> 4], digits[byte & 15]};
    }
  }
  return result;
}

}  // namespace toolbox::bench
