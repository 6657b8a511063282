#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "unique_fd.h"

namespace toolbox::bench {

// One keep-alive connection, blocking. An answer other than 2xx throws, with the start of its body.
class HttpClient {
 public:
  explicit HttpClient(std::uint16_t port);
  // Over a connection that is already open.
  HttpClient(UniqueFd socket, std::uint16_t port);

  std::string get(std::string_view target);
  std::string post(std::string_view target, std::string_view content_type, std::string_view body);
  void remove(std::string_view target);

  // Receives the body into one buffer, over and over, and returns its size. (Dropping it in the kernel with
  // MSG_TRUNC is twice as fast but made the same server differ from itself by a quarter.)
  std::uint64_t get_discarding(std::string_view target);

  // A request whose body the caller sends piece by piece.
  void begin_post(std::string_view target, std::string_view content_type, std::uint64_t size);
  void send_body(std::string_view piece);
  std::string finish();

 private:
  struct Head {
    int status = 0;
    std::uint64_t length = 0;
    bool chunked = false;
    bool has_length = false;
  };

  std::string start_line(std::string_view method, std::string_view target) const;
  Head read_head();
  std::string read_body(const Head& head);
  std::string read_chunks();
  std::string read_answer();
  std::string read_line();
  void read_more();
  void append_exactly(std::string& out, std::size_t size);

  UniqueFd socket_;
  std::string host_;
  std::string target_;  // of the last request, for error messages
  std::string buffer_;  // received, not yet consumed
};

// For a path in a query string.
std::string percent_encode(std::string_view text);

}  // namespace toolbox::bench
