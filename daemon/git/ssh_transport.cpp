#include "git/ssh_transport.h"

#include <git2.h>
#include <git2/sys/transport.h>

#include <memory>
#include <new>
#include <string_view>

#include "git/failure.h"
#include "git/remote_access.h"
#include "git/ssh_connection.h"
#include "git/transport.h"

namespace toolbox {
namespace {

// What libgit2 sends before it closes a connection that is of no further use, and never else by itself.
constexpr std::string_view farewell = "0000";

struct Transport;

struct Stream : git_smart_subtransport_stream {
  explicit Stream(Transport* owner);
};

// One per remote connection. libgit2 opens the stream by its first action, and goes on with it in the second.
struct Transport : git_smart_subtransport {
  Transport();

  Stream stream;
  std::unique_ptr<SshConnection> connection;
  bool failed = false;
};

Transport& of(git_smart_subtransport* transport) {
  return *static_cast<Transport*>(transport);
}
Transport& of(git_smart_subtransport_stream* stream) {
  return of(stream->subtransport);
}

// An action on the open connection; after one that has failed, none is tried.
template <class F>
int act(git_smart_subtransport_stream* stream, F f) noexcept {
  Transport& transport = of(stream);
  if (transport.failed || !transport.connection) return -1;
  const int result = failing([&] {
    f(*transport.connection);
    return 0;
  });
  transport.failed = result != 0;
  return result;
}

int read_stream(git_smart_subtransport_stream* stream, char* buffer, std::size_t size, std::size_t* count) {
  return act(stream, [&](SshConnection& connection) {
    *count = connection.read({buffer, size});
    RemoteAccess::current().count_received(*count);
  });
}

int write_stream(git_smart_subtransport_stream* stream, const char* data, std::size_t size) {
  const std::string_view text(data, size);
  if (text != farewell) return act(stream, [&](SshConnection& connection) { connection.write(text); });
  Transport& transport = of(stream);
  if (!transport.failed && transport.connection) transport.connection->goodbye(text);
  return 0;
}

void free_stream(git_smart_subtransport_stream*) {}  // it goes with its transport

int open_stream(git_smart_subtransport_stream** out, git_smart_subtransport* subtransport, const char* url,
                git_smart_service_t action) {
  Transport& transport = of(subtransport);
  *out = &transport.stream;
  if (action == GIT_SERVICE_UPLOADPACK || action == GIT_SERVICE_RECEIVEPACK)
    return transport.connection ? 0 : -1;
  const char* program = action == GIT_SERVICE_UPLOADPACK_LS ? "git-upload-pack" : "git-receive-pack";
  return failing([&] {
    transport.failed = false;
    transport.connection =
        std::make_unique<SshConnection>(parse_ssh_address(url), RemoteAccess::login_under_way(), program);
    return 0;
  });
}

int close_transport(git_smart_subtransport* transport) {
  of(transport).connection.reset();
  return 0;
}

void free_transport(git_smart_subtransport* transport) {
  delete &of(transport);
}

Stream::Stream(Transport* owner) : git_smart_subtransport_stream{} {
  subtransport = owner;
  read = read_stream;
  write = write_stream;
  free = free_stream;
}

Transport::Transport() : git_smart_subtransport{}, stream(this) {
  action = open_stream;
  close = close_transport;
  free = free_transport;
}

int make_transport(git_smart_subtransport** out, git_transport*, void*) {
  auto* transport = new (std::nothrow) Transport;
  *out = transport;
  return transport != nullptr ? 0 : -1;
}

}  // namespace

void register_ssh_transport() {
  static git_smart_subtransport_definition definition{make_transport, 0, nullptr};
  for (const char* scheme : {"ssh", "git+ssh", "ssh+git"}) {
    check(git_transport_register(scheme, git_transport_smart, &definition));
  }
}

}  // namespace toolbox
