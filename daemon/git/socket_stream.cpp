#include "git/socket_stream.h"

#include <git2/sys/stream.h>
#include <poll.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

#include "base/limits.h"
#include "git/connect.h"
#include "git/remote_access.h"
#include "git/transport.h"

namespace toolbox {
namespace {

constexpr auto seconds_of_stall = std::chrono::duration_cast<std::chrono::seconds>(limits::git_stall).count();

struct SocketStream : git_stream {
  std::string host;
  std::string port;
  UniqueFd fd;
};

SocketStream& self(git_stream* stream) {
  return *static_cast<SocketStream*>(stream);
}

int connect(git_stream* stream) {
  // A new connection is a new try: what went wrong on one that was given up is past.
  if (!Operation::current().stopped()) Operation::current().take_failure();
  return failing([&] {
    auto& s = self(stream);
    s.fd = connect_to(s.host, s.port);
    return 0;
  });
}

// Tries `transfer` (recv or send) until it is done, waiting for `events` between.
template <class F>
ssize_t transfer_when_ready(const SocketStream& s, short events, const char* failed_to, F transfer) {
  while (true) {
    const ssize_t n = transfer();
    if (n >= 0) return n;
    if (errno == EINTR) continue;
    if (errno == ECONNRESET || errno == EPIPE) throw transport_failed(s.host + " has closed the connection");
    if (errno != EAGAIN) throw transport_failed("connection to " + s.host + ": " + std::strerror(errno));
    if (!wait_ready(s.fd.get(), events, std::chrono::steady_clock::now() + limits::git_stall)) {
      throw transport_failed(s.host + " timed out: it has " + failed_to + " nothing for " +
                             std::to_string(seconds_of_stall) + " s");
    }
  }
}

ssize_t read(git_stream* stream, void* data, size_t size) {
  return failing([&] {
    auto& s = self(stream);
    const ssize_t count =
        transfer_when_ready(s, POLLIN, "sent", [&] { return ::recv(s.fd.get(), data, size, 0); });
    RemoteAccess::current().count_received(static_cast<std::size_t>(count));
    return count;
  });
}

ssize_t write(git_stream* stream, const char* data, size_t size, int) {
  return failing([&] {
    auto& s = self(stream);
    return transfer_when_ready(s, POLLOUT, "taken",
                               [&] { return ::send(s.fd.get(), data, size, MSG_NOSIGNAL); });
  });
}

int close(git_stream* stream) {
  self(stream).fd.reset();
  return 0;
}

void free(git_stream* stream) {
  delete static_cast<SocketStream*>(stream);
}

}  // namespace

int new_socket_stream(git_stream** out, const char* host, const char* port) {
  return failing([&] {
    auto stream = std::make_unique<SocketStream>();
    stream->version = GIT_STREAM_VERSION;
    stream->connect = connect;
    stream->read = read;
    stream->write = write;
    stream->close = close;
    stream->free = free;
    stream->host = host;
    stream->port = port;
    *out = stream.release();
    return 0;
  });
}

}  // namespace toolbox
