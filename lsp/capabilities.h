#pragma once
#include <cstdint>
#include <string>

#include "base/codec.h"
#include "lsp/settings.h"

namespace toolbox {

// The params of `initialize`. The capabilities are what the API makes use of, no more: what a client says it
// can do, servers rely on. process: ours; the server ends when that is gone.
Json initialize_params(const std::string& root, std::int64_t process, const std::string& language);

// The answer to a request of the server: {"result": …} or {"error": {"code", "message"}}. Pure: what is to be
// remembered (registrations) is taken from the params by the caller.
Json answer_request(const std::string& method, const Json& params, const ServerProject& project);

}  // namespace toolbox
