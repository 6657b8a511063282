#include "http/handshake.h"

#include <algorithm>

#include "base/api_error.h"
#include "base/trimmed.h"
#include "http/message.h"

namespace toolbox {
namespace {

constexpr std::string_view sdk_version_prefix = "X-Daytona-SDK-Version~";
constexpr std::string_view environment_prefix = "X-Daytona-Pty-Envs~";  // holds secrets, perhaps

// The elements of a comma-separated list, of all the fields of that name.
std::vector<std::string> elements(const Headers& headers, std::string_view name) {
  std::vector<std::string> found;
  for (const auto& [key, value] : headers.all()) {
    if (!same_name(key, name)) continue;
    for (std::string_view rest = value; !rest.empty();) {
      const std::size_t comma = std::min(rest.find(','), rest.size());
      const std::string_view element = trimmed(rest.substr(0, comma));
      if (!element.empty()) found.emplace_back(element);
      rest.remove_prefix(std::min(comma + 1, rest.size()));
    }
  }
  return found;
}

bool lists(const Headers& headers, std::string_view name, std::string_view element) {
  return std::ranges::any_of(elements(headers, name),
                             [&](const std::string& other) { return same_name(other, element); });
}

// 16 bytes in base64: 22 digits, of which the last has four unused bits, and the padding.
bool valid_key(std::string_view key) {
  constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  constexpr std::size_t length = 22;
  return key.size() == length + 2 && key.ends_with("==") &&
         key.substr(0, length).find_first_not_of(digits) == std::string_view::npos &&
         digits.find(key[length - 1]) % 16 == 0;
}

}  // namespace

bool asks_for_websocket(const RequestParser::Head& head) {
  return head.method == "GET" && head.version == 11 && lists(head.headers, "Connection", "upgrade") &&
         lists(head.headers, "Upgrade", "websocket");
}

void Request::require_websocket() const {
  if (!wants_websocket) throw ApiError::bad_request("bad request: only a WebSocket can be had here");
  if (headers.count("Sec-WebSocket-Version") != 1 || headers.get("Sec-WebSocket-Version") != "13") {
    throw ApiError(426, "BAD_REQUEST", "bad request: the only Sec-WebSocket-Version taken is 13");
  }
  if (headers.count("Sec-WebSocket-Key") != 1 || !valid_key(headers.get("Sec-WebSocket-Key"))) {
    throw ApiError::bad_request("bad request: Sec-WebSocket-Key must be 16 bytes in base64");
  }
}

std::vector<std::string> offered_subprotocols(const Headers& headers) {
  return elements(headers, "Sec-WebSocket-Protocol");
}

std::string_view subprotocol_version(const std::vector<std::string>& offered) {
  for (const std::string_view name : offered) {
    if (name.starts_with(sdk_version_prefix)) return name.substr(sdk_version_prefix.size());
  }
  return {};
}

std::string_view choose_subprotocol(const std::vector<std::string>& offered, std::string_view wanted) {
  const auto first = [&](auto suits) -> std::string_view {
    const auto it = std::ranges::find_if(
        offered, [&](std::string_view name) { return !name.starts_with(environment_prefix) && suits(name); });
    return it == offered.end() ? std::string_view() : std::string_view(*it);
  };
  for (const std::string_view choice :
       {first([](std::string_view name) { return name.starts_with(sdk_version_prefix); }),
        first([&](std::string_view name) { return name == wanted; }),
        first([](std::string_view name) { return name.find('~') == std::string_view::npos; })}) {
    if (!choice.empty()) return choice;
  }
  return first([](std::string_view) { return true; });
}

}  // namespace toolbox
