#pragma once
#include <optional>
#include <string>

#include "git/messages.h"

struct git_config;

namespace toolbox {

struct StoredCredential {
  std::string username;
  std::string password;
};

// The first line of git's credential store files (~/.git-credentials, $XDG_CONFIG_HOME/git/credentials, or
// the
// --file of a `credential.helper = store`) that fits; nothing when the helper is not set or none fits.
// protocol: "https". host: with its port when the URL has one. username: of the URL; when given, it must
// match.
std::optional<StoredCredential> find_credential(git_config* config, const std::string& home,
                                                const std::string& xdg_config_home,
                                                const std::string& protocol, const std::string& host,
                                                const std::string& path,
                                                const std::optional<std::string>& username);

// POST /git/credentials: adds or replaces the line as git's store helper would, mode 0600, and sets
// credential.helper in the user's configuration unless a store is there. Within an operation. Throws ApiError
// 400 for what such a file can't hold. Blocking.
void store_credential(const GitCredentialsParams& params);

}  // namespace toolbox
