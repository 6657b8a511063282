#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>

#include "http/message.h"

namespace toolbox {

// Parses one request, head first. Pure: it is handed bytes and does no I/O. Beast is behind it.
class RequestParser {
 public:
  RequestParser();
  ~RequestParser();

  // The head of the request, complete once parse_head() says so.
  struct Head {
    std::string method;
    std::string target;
    Headers headers;
    int version = 11;  // 10 or 11
    bool keep_alive = false;
    bool chunked = false;
    std::optional<std::uint64_t> content_length;
  };

  // Looks at all the bytes there are so far, from the request's first one. True when the head is complete;
  // `used` is then its length. Throws ApiError 400, or 431 past limits::max_header.
  bool parse_head(std::span<const char> bytes, std::size_t& used);
  Head& head() { return head_; }

  // Chunked bodies: decodes `bytes` in place, so that their first `body` bytes are content afterwards.
  // Returns how many bytes were used; the rest, and what comes after, is to be given again.
  // Throws ApiError 400.
  struct Decoded {
    std::size_t used;
    std::size_t body;
  };
  Decoded decode_chunks(std::span<char> bytes);
  bool body_done() const;

 private:
  class Impl;
  Head head_;
  std::unique_ptr<Impl> impl_;
};

}  // namespace toolbox
