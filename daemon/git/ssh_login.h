#pragma once
#include "git/ssh_config.h"
#include "git/ssh_link.h"

namespace toolbox {

// Logs in at the host: by the user's agent, key files, and the request's password, as far as the host takes
// these. Throws ApiError 401 GIT_AUTH_FAILED, which says what was tried, 502 when the connection fails, and
// as SshLink::finish().
void log_in(SshLink& link, const SshSettings& settings, const std::optional<std::string>& password);

}  // namespace toolbox
