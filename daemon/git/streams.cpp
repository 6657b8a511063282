#include "git/streams.h"

#include <git2.h>
#include <git2/sys/stream.h>

#include "base/api_error.h"
#include "git/remote_access.h"
#include "git/socket_stream.h"
#include "git/tls_stream.h"
#include "git/url_config.h"

namespace toolbox {
namespace {

// What libgit2 wants without TLS is the proxy itself, or a server of plain http: for that it writes a request
// for a proxy, but would connect to the server. So whenever there is a proxy, that is where it goes.
int new_plain_stream(git_stream** out, const char* host, const char* port) {
  const auto& proxy = RemoteAccess::current().proxy_url();
  if (!proxy) return new_socket_stream(out, host, port);
  const UrlParts parts = split_url(*proxy);
  const auto make = parts.scheme == "https" ? new_tls_stream : new_socket_stream;
  return make(out, parts.host.c_str(), parts.port.c_str());
}

}  // namespace

void register_streams() {
  git_stream_registration plain{GIT_STREAM_VERSION, new_plain_stream, nullptr};
  git_stream_registration tls{GIT_STREAM_VERSION, new_tls_stream, wrap_in_tls};
  if (git_stream_register(GIT_STREAM_STANDARD, &plain) < 0 || git_stream_register(GIT_STREAM_TLS, &tls) < 0) {
    throw ApiError::unavailable("libgit2 takes no streams");
  }
}

}  // namespace toolbox
