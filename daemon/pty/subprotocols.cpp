#include "pty/subprotocols.h"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "base/codec.h"
#include "base/environment.h"
#include "base/utf8.h"

namespace toolbox {
namespace {

constexpr std::string_view environment_prefix = "X-Daytona-Pty-Envs~";

[[noreturn]] void refuse(const std::string& why) {
  throw ApiError::bad_request("bad request: the subprotocol X-Daytona-Pty-Envs~… " + why);
}

// Of either alphabet, with or without padding; nothing when it is neither.
std::optional<std::string> from_base64(std::string_view text) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  while (text.ends_with('=')) text.remove_suffix(1);
  std::string out;
  std::uint32_t bits = 0;
  int count = 0;
  for (const char c : text) {
    std::size_t digit = digits.find(c);
    if (c == '-' || c == '+') digit = digits.size();
    if (c == '_' || c == '/') digit = digits.size() + 1;
    if (digit == std::string_view::npos) return std::nullopt;
    bits = bits << 6 | static_cast<std::uint32_t>(digit);
    if ((count += 6) < 8) continue;
    count -= 8;
    out += static_cast<char>(bits >> count & 0xFF);
  }
  if (count == 6) return std::nullopt;  // one digit alone is less than a byte
  return out;
}

}  // namespace

bool offers_exit_control(const std::vector<std::string>& offered) {
  return std::ranges::find(offered, exit_control_subprotocol) != offered.end();
}

std::map<std::string, std::string> offered_environment(const std::vector<std::string>& offered) {
  std::map<std::string, std::string> variables;
  const auto it = std::ranges::find_if(
      offered, [](const std::string& name) { return name.starts_with(environment_prefix); });
  if (it == offered.end()) return variables;
  const auto text = from_base64(std::string_view(*it).substr(environment_prefix.size()));
  if (!text) refuse("is not base64url");
  if (text->empty()) refuse("is empty");
  Json json;
  try {
    json = parse_object(*text);
  } catch (const ApiError& e) {
    refuse(std::string("holds no JSON object: ") + e.what());
  }
  for (const auto& [name, value] : json.items()) {
    if (!value.is_string()) refuse("gives '" + utf8::to_valid(name) + "' a value that is no string");
    variables[name] = value.get<std::string>();
  }
  return variables;
}

}  // namespace toolbox
