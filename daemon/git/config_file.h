#pragma once
#include <string>

#include "git/handles.h"

namespace toolbox {

struct GitSettings;

// The user's configuration file: the one in $XDG_CONFIG_HOME only where that is the only one.
std::string user_config_file(const GitSettings& settings);

// What is changed in the file of `config` until git_transaction_commit() comes to be at once, or not at all.
// No other git process changes the file meanwhile. Throws ApiError 409 when one does just now.
Transaction change_config(git_config* config);

// Within a transaction: whatever values the key has in the file, this is its only one then. Throws ApiError.
void set_only_value(git_config* config, const std::string& key, const std::string& value);

}  // namespace toolbox
