#pragma once
#include "git/handles.h"

struct git_stream;

namespace toolbox {

// TLS 1.2 or newer, over a new TCP connection or, for proxies, over `inner`, which stays its owner's. The
// server's certificate and name are checked unless RemoteAccess::current() says not to; what is refused
// becomes the operation's failure.
int new_tls_stream(git_stream** out, const char* host, const char* port);
int wrap_in_tls(git_stream** out, git_stream* inner, const char* host);

}  // namespace toolbox
