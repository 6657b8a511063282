#pragma once
#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <string>
#include <string_view>

#include "base/task.h"
#include "base/unique_fd.h"

namespace toolbox {

// The socket to a program of ours, which has the other end as its descriptor 3. Loop thread only.
class Channel {
 public:
  // Throws system_error.
  explicit Channel(Executor executor);

  // For the program; close it here once that has started, so that its end is seen.
  UniqueFd other_end;

  // Sends all of `bytes`. Throws system_error when the other end is gone. Cancelled in between, it leaves the
  // channel of no more use.
  Task<void> send(std::string_view bytes);

  // Sends a few bytes to a program that is waiting for them. False when it does not take them.
  bool send_now(std::string_view bytes);

  Task<void> readable();

  // How many bytes are there now.
  std::size_t available();

  // What is there, at most `most` bytes; empty when nothing is, or at the end.
  std::string read_now(std::size_t most);
  bool at_end() const { return at_end_; }

  // The other end reads an end of file.
  void finish();

 private:
  asio::basic_stream_socket<asio::local::stream_protocol, Executor> socket_;
  bool at_end_ = false;
};

}  // namespace toolbox
