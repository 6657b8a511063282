#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/api_error.h"

namespace toolbox {

// How a command at an SSH host has ended.
struct RemoteEnd {
  std::optional<unsigned> status;  // of its exit; none when the host told none
  std::string signal;              // that ended it, "TERM"; or empty
};

// What it means for the client that `program` at `host` has ended too early, having written `words` to its
// stderr: 404 GIT_REPO_NOT_FOUND, 403 FORBIDDEN or 502 GIT_TRANSPORT_FAILED, with the words.
ApiError remote_failure(const std::string& host, const std::string& program, const RemoteEnd& end,
                        std::string_view words);

}  // namespace toolbox
