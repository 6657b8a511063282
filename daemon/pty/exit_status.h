#pragma once
// How clients are told how a terminal's shell has ended. Pure.
#include <cstdint>
#include <string>
#include <string_view>

namespace toolbox {

// {"type":"control","status":STATUS MORE}. more: further members, each with a comma before it.
std::string control_message(std::string_view status, std::string_view more = {});

// {"type":"control","status":"error","error":WHY}
std::string error_message(std::string_view why);

// {"type":"control","status":"exited","exitCode":N[,"exitReason":"…"]}
std::string exited_message(int exit_code);

// For the close: 1000 when all went well, else 1011; and {"exitCode":N[,"exitReason":"…"]}.
std::uint16_t close_code(int exit_code);
std::string close_reason(int exit_code);

}  // namespace toolbox
