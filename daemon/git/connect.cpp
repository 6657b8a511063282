#include "git/connect.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <system_error>
#include <utility>

#include "base/limits.h"
#include "git/operation.h"
#include "git/transport.h"

namespace toolbox {
namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

struct FreeAddresses {
  void operator()(addrinfo* list) const { ::freeaddrinfo(list); }
};
using Addresses = std::unique_ptr<addrinfo, FreeAddresses>;

Addresses look_up(const std::string& host, const std::string& port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = AI_NUMERICSERV;
  addrinfo* list = nullptr;
  const int error = ::getaddrinfo(host.c_str(), port.c_str(), &hints, &list);
  const int reason = errno;
  Operation::current().check_stopped();
  if (error == 0) return Addresses(list);
  if (error == EAI_AGAIN) {
    throw transport_failed("cannot look up the host " + host + ": the name server does not answer");
  }
  if (error == EAI_SYSTEM)
    throw transport_failed("cannot look up the host " + host + ": " + std::strerror(reason));
  if (error == EAI_SERVICE) throw transport_failed("the port " + port + " of " + host + " is none");
  throw transport_failed("cannot find the host " + host + ": " + ::gai_strerror(error));
}

// Dead connections are noticed within minutes, also while nothing is to be sent.
void set_options(int fd) {
  const std::array<std::array<int, 3>, 5> options{{{SOL_SOCKET, SO_KEEPALIVE, 1},
                                                   {IPPROTO_TCP, TCP_KEEPIDLE, 60},
                                                   {IPPROTO_TCP, TCP_KEEPINTVL, 10},
                                                   {IPPROTO_TCP, TCP_KEEPCNT, 3},
                                                   {IPPROTO_TCP, TCP_NODELAY, 1}}};
  for (const auto& [level, name, value] : options) ::setsockopt(fd, level, name, &value, sizeof value);
}

// 0, or why it could not be done.
int connect_before(int fd, const addrinfo& address, Deadline deadline) {
  if (::connect(fd, address.ai_addr, address.ai_addrlen) == 0) return 0;
  if (errno != EINPROGRESS) return errno;
  if (!wait_ready(fd, POLLOUT, deadline)) return ETIMEDOUT;
  int error = 0;
  socklen_t size = sizeof error;
  return ::getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &size) == 0 ? error : errno;
}

}  // namespace

bool wait_ready(int fd, short events, Deadline deadline) {
  const Operation& operation = Operation::current();
  while (true) {
    operation.check_stopped();
    const auto left = std::max(std::chrono::ceil<milliseconds>(deadline - Clock::now()), milliseconds(0));
    pollfd fds[] = {{fd, events, 0}, {operation.wake_fd(), POLLIN, 0}};
    const int ready = ::poll(fds, 2, static_cast<int>(left.count()));
    operation.check_stopped();
    if (ready < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "poll");
    if (ready > 0 && fds[0].revents != 0) return true;
    if (ready == 0 && left.count() == 0) return false;
  }
}

UniqueFd connect_to(const std::string& host, const std::string& port) {
  const Addresses addresses = look_up(host, port);
  auto left = std::ptrdiff_t{0};
  for (const addrinfo* a = addresses.get(); a != nullptr; a = a->ai_next) ++left;
  const auto deadline = Clock::now() + limits::git_connect;
  std::string reasons;
  for (const addrinfo* a = addresses.get(); a != nullptr; a = a->ai_next, --left) {
    UniqueFd fd(::socket(a->ai_family, a->ai_socktype | SOCK_NONBLOCK | SOCK_CLOEXEC, a->ai_protocol));
    // An address that swallows what is sent to it leaves the others their share of the time.
    const auto now = Clock::now();
    const int error = fd ? connect_before(fd.get(), *a, now + (deadline - now) / left) : errno;
    if (error == 0) return set_options(fd.get()), std::move(fd);
    const std::string reason = error == ETIMEDOUT ? "it does not answer" : std::strerror(error);
    if (reasons.find(reason) == std::string::npos) reasons += (reasons.empty() ? "" : ", ") + reason;
  }
  throw transport_failed("cannot connect to " + host + " port " + port + ": " + reasons);
}

}  // namespace toolbox
