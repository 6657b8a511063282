#pragma once
#include "http/connection.h"

namespace toolbox {

// The body of the request that a connection is serving, decoded as it is read.
class ConnectionBody final : public BodyReader {
 public:
  ConnectionBody(Connection& connection, RequestParser& parser);

  Task<std::size_t> read_some(std::span<char> into) override;

  bool done() const;
  // How much is still to come, where known.
  std::optional<std::uint64_t> remaining() const;

  // Whether what the handler left unread is little enough to read it away and keep the connection.
  bool drainable() const;
  Task<void> drain();

 private:
  Task<std::size_t> read_decoded(std::span<char> into);
  Task<std::size_t> read_chunked(std::span<char> into);
  std::size_t take_buffered(std::span<char> into);

  Connection& connection_;
  RequestParser& parser_;
  std::uint64_t left_;    // of a body with a length
  bool expect_continue_;  // the client waits for a go-ahead before it sends
  bool failed_ = false;   // malformed or broken off: there is no next request
};

}  // namespace toolbox
