#pragma once
// Connections to remotes, for threads that are at an operation: every wait ends when its client leaves.
#include <chrono>
#include <string>

#include "base/unique_fd.h"

namespace toolbox {

using Deadline = std::chrono::steady_clock::time_point;

// Waits until `fd` is ready for one of poll's `events`, or has failed. False when the deadline has passed.
// Throws system_error operation_aborted when the operation's client has left.
bool wait_ready(int fd, short events, Deadline deadline);

// A TCP connection to `host`, a name or an address: non-blocking, without Nagle's delay, with keepalive.
// Tries each of its addresses, within limits::git_connect in all. port: a number. Throws ApiError 502
// GIT_TRANSPORT_FAILED with the reason, and as wait_ready().
UniqueFd connect_to(const std::string& host, const std::string& port);

}  // namespace toolbox
