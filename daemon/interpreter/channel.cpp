#include "interpreter/channel.h"

#include <sys/ioctl.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>
#include <system_error>

namespace toolbox {

Channel::Channel(Executor executor) : socket_(executor) {
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    throw std::system_error(errno, std::generic_category(), "cannot make a socket");
  }
  other_end = UniqueFd(ends[1]);
  UniqueFd ours(ends[0]);
  socket_.assign(asio::local::stream_protocol(), ours.get());
  static_cast<void>(ours.release());
  socket_.non_blocking(true);
}

Task<void> Channel::send(std::string_view bytes) {
  co_await asio::async_write(socket_, asio::buffer(bytes.data(), bytes.size()), use_task);
}

bool Channel::send_now(std::string_view bytes) {
  const ssize_t n = ::send(socket_.native_handle(), bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
  return n == static_cast<ssize_t>(bytes.size());
}

Task<void> Channel::readable() {
  return socket_.async_wait(asio::socket_base::wait_read, use_task);
}

std::size_t Channel::available() {
  int count = 0;
  ::ioctl(socket_.native_handle(), FIONREAD, &count);
  return static_cast<std::size_t>(std::max(count, 0));
}

std::string Channel::read_now(std::size_t most) {
  std::string bytes(most, '\0');
  const ssize_t n = ::recv(socket_.native_handle(), bytes.data(), bytes.size(), MSG_DONTWAIT);
  if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) at_end_ = true;
  bytes.resize(static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
  return bytes;
}

void Channel::finish() {
  ::shutdown(socket_.native_handle(), SHUT_WR);
}

}  // namespace toolbox
