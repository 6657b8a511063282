#include "pty/exit_status.h"

#include "base/json_writer.h"

namespace toolbox {
namespace {

std::string exit_reason(int exit_code) {
  constexpr int killed = 128;  // by the signal that is added
  if (exit_code == killed + 2) return "Ctrl+C";
  if (exit_code == killed + 9) return "SIGKILL";
  if (exit_code == killed + 15) return "SIGTERM";
  if (exit_code > killed) return "signal " + std::to_string(exit_code - killed);
  return "non-zero exit";
}

std::string exit_fields(int exit_code) {
  std::string out = "\"exitCode\":" + std::to_string(exit_code);
  if (exit_code != 0) out += ",\"exitReason\":\"" + exit_reason(exit_code) + "\"";
  return out;
}

}  // namespace

std::string control_message(std::string_view status, std::string_view more) {
  return "{\"type\":\"control\",\"status\":\"" + std::string(status) + "\"" + std::string(more) + "}";
}

std::string error_message(std::string_view why) {
  return control_message("error", ",\"error\":" + json_quote(why));
}

std::string exited_message(int exit_code) {
  return control_message("exited", "," + exit_fields(exit_code));
}

std::uint16_t close_code(int exit_code) {
  constexpr std::uint16_t normal = 1000;
  constexpr std::uint16_t internal_error = 1011;
  return exit_code == 0 ? normal : internal_error;
}

std::string close_reason(int exit_code) {
  return "{" + exit_fields(exit_code) + "}";
}

}  // namespace toolbox
