#include "http/connection_body.h"

#include <algorithm>
#include <cstring>

#include "base/limits.h"

namespace toolbox {

ConnectionBody::ConnectionBody(Connection& connection, RequestParser& parser)
    : connection_(connection),
      parser_(parser),
      left_(parser.head().content_length.value_or(0)),
      expect_continue_(parser.head().version == 11 &&
                       same_name(parser.head().headers.get("Expect"), "100-continue")) {}

bool ConnectionBody::done() const {
  return parser_.head().chunked ? parser_.body_done() : left_ == 0;
}

std::optional<std::uint64_t> ConnectionBody::remaining() const {
  if (parser_.head().chunked) return std::nullopt;
  return left_;
}

Task<std::size_t> ConnectionBody::read_some(std::span<char> into) {
  if (done()) co_return 0;
  failed_ = true;  // unless the next lines come to their end
  if (expect_continue_) {
    expect_continue_ = false;
    co_await connection_.send("HTTP/1.1 100 Continue\r\n\r\n");
  }
  const std::size_t n = co_await read_decoded(into);
  failed_ = false;
  co_return n;
}

Task<std::size_t> ConnectionBody::read_decoded(std::span<char> into) {
  if (parser_.head().chunked) co_return co_await read_chunked(into);
  into = into.first(static_cast<std::size_t>(std::min<std::uint64_t>(into.size(), left_)));
  std::size_t n = take_buffered(into);
  if (n == 0) n = co_await connection_.receive(into, Wait::body);
  left_ -= n;
  co_return n;
}

bool ConnectionBody::drainable() const {
  if (done()) return true;
  // Of a chunked body nobody knows how much is to come.
  return !failed_ && !expect_continue_ && !parser_.head().chunked && left_ <= limits::max_drained;
}

Task<void> ConnectionBody::drain() {
  std::vector<char> waste;
  while (!done()) {
    waste.resize(limits::request_buffer);
    co_await read_some(waste);
  }
}

std::size_t ConnectionBody::take_buffered(std::span<char> into) {
  auto& buffer = connection_.buffer_;
  const std::size_t n = std::min(into.size(), buffer.size());
  if (n == 0) return 0;
  std::memcpy(into.data(), buffer.data(), n);
  buffer.erase(buffer.begin(), buffer.begin() + static_cast<std::ptrdiff_t>(n));
  return n;
}

// Raw bytes are received into the caller's buffer and decoded there. What the decoder can't use yet (half a
// chunk header, or the next request) goes back to the connection's buffer.
Task<std::size_t> ConnectionBody::read_chunked(std::span<char> into) {
  for (;;) {
    std::size_t filled = take_buffered(into);
    RequestParser::Decoded decoded{0, 0};
    for (;;) {
      if (filled > 0) decoded = parser_.decode_chunks(into.first(filled));
      if (decoded.used > 0 || done()) break;
      if (filled == into.size() || filled > limits::max_header) {
        throw ApiError::bad_request("bad request: the chunked body has an overlong line");
      }
      filled += co_await connection_.receive(into.subspan(filled), Wait::body);
    }
    auto& buffer = connection_.buffer_;
    buffer.insert(buffer.begin(), into.begin() + static_cast<std::ptrdiff_t>(decoded.used),
                  into.begin() + static_cast<std::ptrdiff_t>(filled));
    if (decoded.body > 0 || done()) co_return decoded.body;
  }
}

}  // namespace toolbox
