#pragma once
#include <string>

#include "git/handles.h"

struct git_stream;

namespace toolbox {

// A TCP connection as libgit2's http and git transports use one: its calls wait, end when the operation's
// client leaves, and keep what went wrong as the operation's failure.
int new_socket_stream(git_stream** out, const char* host, const char* port);

}  // namespace toolbox
