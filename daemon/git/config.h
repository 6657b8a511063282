#pragma once
#include "git/handles.h"
#include "git/messages.h"

namespace toolbox {

// Each runs on a pool thread within an operation (git/operation.h), and throws ApiError for what the client
// is to know.

// The value at one scope (global unless given), null when it is unset. repository: null but for scope local.
std::optional<std::string> git_config_value(git_repository* repository, const GitConfigQuery& query);
void git_set_config(git_repository* repository, const GitConfigParams& params);
void git_set_user(git_repository* repository, const GitUserParams& params);

}  // namespace toolbox
