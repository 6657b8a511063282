#pragma once
#include <optional>
#include <string>

#include "git/credential_line.h"

namespace toolbox {

// The first line of a store that fits; nothing also when the file is missing or can't be read. Blocking.
std::optional<Credential> read_credential(const std::string& path, const Credential& wanted);

// Puts the credential in front of a store's lines and leaves out those that it replaces: through a lock file,
// as git's store does, and with mode 0600. Symbolic links are followed. Throws ApiError 403, 409 (locked),
// 500, 507. Blocking.
void write_credential(const std::string& path, const Credential& credential);

}  // namespace toolbox
