#pragma once
// What SDKs say about a terminal in the subprotocols that they offer. Pure.
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace toolbox {

inline constexpr auto exit_control_subprotocol = "X-Daytona-Pty-Exit-Control";

// The client wants a message with the exit code before the close.
bool offers_exit_control(const std::vector<std::string>& offered);

// The environment in `X-Daytona-Pty-Envs~<base64url of a JSON object>`; empty when none is offered. Throws
// ApiError 400 when it is malformed.
std::map<std::string, std::string> offered_environment(const std::vector<std::string>& offered);

}  // namespace toolbox
