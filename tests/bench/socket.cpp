#include "socket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/time.h>

#include <array>
#include <cerrno>
#include <random>
#include <stdexcept>
#include <system_error>

namespace toolbox::bench {
namespace {

constexpr time_t patience = 60;  // seconds
constexpr std::uint16_t first_free_port = 20000;
constexpr std::uint16_t last_free_port = 32000;

[[noreturn]] void fail(const char* what) {
  if (errno == EAGAIN || errno == EWOULDBLOCK) throw std::runtime_error("nothing moved for a minute");
  throw std::system_error(errno, std::generic_category(), what);
}

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

UniqueFd make_socket() {
  UniqueFd fd(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  if (!fd) fail("socket");
  return fd;
}

void limit_waiting(int fd) {
  const timeval limit{patience, 0};
  ::setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
  ::setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
}

bool try_bind(int fd, std::uint16_t port) {
  const auto address = loopback(port);
  return ::bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
}

}  // namespace

std::optional<UniqueFd> try_connect(std::uint16_t port) {
  auto fd = make_socket();
  const auto address = loopback(port);
  if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) {
    if (errno == ECONNREFUSED) return std::nullopt;
    fail("connect");
  }
  const int on = 1;
  ::setsockopt(fd.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  limit_waiting(fd.get());
  return fd;
}

UniqueFd connect_to(std::uint16_t port) {
  auto fd = try_connect(port);
  if (!fd) throw std::runtime_error("connection refused on port " + std::to_string(port));
  return std::move(*fd);
}

void send_all(int fd, std::string_view data) {
  while (!data.empty()) {
    const auto sent = ::send(fd, data.data(), data.size(), MSG_NOSIGNAL);
    if (sent < 0) {
      if (errno == EINTR) continue;
      fail("send");
    }
    data.remove_prefix(static_cast<std::size_t>(sent));
  }
}

std::size_t receive(int fd, char* buffer, std::size_t size) {
  for (;;) {
    const auto got = ::recv(fd, buffer, size, 0);
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) fail("recv");
  }
}

SocketPair make_socket_pair() {
  std::array<int, 2> fds{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds.data()) != 0) fail("socketpair");
  limit_waiting(fds[0]);
  return {UniqueFd(fds[0]), UniqueFd(fds[1])};
}

UniqueFd listen_on_any_port() {
  auto fd = make_socket();
  if (!try_bind(fd.get(), 0)) fail("bind");
  if (::listen(fd.get(), 16) != 0) fail("listen");
  return fd;
}

std::uint16_t port_of(int fd) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  if (::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size) != 0) fail("getsockname");
  return ntohs(address.sin_port);
}

std::uint16_t free_port() {
  std::random_device random;
  std::uniform_int_distribution<int> ports(first_free_port, last_free_port);
  for (int attempt = 0; attempt < 1000; ++attempt) {
    const auto port = static_cast<std::uint16_t>(ports(random));
    const auto fd = make_socket();
    if (try_bind(fd.get(), port)) return port;
  }
  throw std::runtime_error("no free port found");
}

}  // namespace toolbox::bench
