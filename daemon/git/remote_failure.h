#pragma once
#include <string>

#include "base/api_error.h"

namespace toolbox {

// What a failed call of libgit2 that talks to a remote means: from its return value and the thread's error
// text. url: without credentials. said: what the remote has said for a person, or nothing.
ApiError remote_failure(int result, const std::string& url, const std::string& said);

}  // namespace toolbox
