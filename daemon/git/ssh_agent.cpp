#include "git/ssh_agent.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <cerrno>
#include <cstring>

#include "git/operation.h"

namespace toolbox {
namespace {

// Non-blocking, also while it connects: an agent that takes no connections is none.
UniqueFd connect_local(const std::string& path) {
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  if (path.empty() || path.size() >= sizeof address.sun_path) return {};
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  if (!fd || ::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0) return {};
  return fd;
}

// Until `done`; ends the connection at `stop`.
void watch(int connection, int stop, int done) {
  pollfd fds[] = {{stop, POLLIN, 0}, {done, POLLIN, 0}};
  while (::poll(fds, 2, -1) < 0 && errno == EINTR) {
  }
  if (fds[0].revents != 0) ::shutdown(connection, SHUT_RDWR);
}

}  // namespace

SshAgent::SshAgent(const std::string& path) : socket_(connect_local(path)) {
  const int stop = Operation::current().wake_fd();
  if (!socket_ || stop < 0) return;
  watched_ = UniqueFd(::fcntl(socket_.get(), F_DUPFD_CLOEXEC, 3));
  done_ = UniqueFd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!watched_ || !done_) return;
  watch_ = std::thread(watch, watched_.get(), stop, done_.get());
}

SshAgent::~SshAgent() {
  if (!watch_.joinable()) return;
  ::eventfd_write(done_.get(), 1);
  watch_.join();
}

UniqueFd SshAgent::take() {
  return std::move(socket_);
}

}  // namespace toolbox
