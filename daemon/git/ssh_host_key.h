#pragma once
#include "git/ssh_config.h"
#include "git/ssh_link.h"

namespace toolbox {

// Before the link is started: hosts have keys of several types, and are to show one that known_hosts knows.
void prefer_known_host_keys(ssh_session session, const SshSettings& settings);

// After it: is the host the one it was? A new host is noted in the user's known_hosts. Throws ApiError 502
// when the settings don't allow its key, and says what to do about it. Returns false for a changed key that
// they do allow: such a host gets no password.
bool check_host_key(const SshLink& link, const SshSettings& settings);

}  // namespace toolbox
