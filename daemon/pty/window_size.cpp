#include "pty/window_size.h"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <string>

#include "base/api_error.h"
#include "base/limits.h"

namespace toolbox {

namespace {

bool valid(std::int64_t cols, std::int64_t rows) {
  return cols >= 1 && cols <= limits::max_terminal_size && rows >= 1 && rows <= limits::max_terminal_size;
}

}  // namespace

WindowSize checked_size(std::int64_t cols, std::int64_t rows) {
  if (!valid(cols, rows)) {
    throw ApiError::bad_request("bad request: cols and rows must be from 1 to " +
                                std::to_string(limits::max_terminal_size));
  }
  return {static_cast<int>(cols), static_cast<int>(rows)};
}

std::optional<WindowSize> parse_resize(std::string_view text) {
  constexpr std::size_t longest = 256;  // what somebody pastes is not parsed
  const auto first = text.find_first_not_of(" \t\r\n");
  if (text.size() > longest || first == std::string_view::npos || text[first] != '{') return std::nullopt;
  const auto json = nlohmann::json::parse(text, nullptr, false);
  if (!json.is_object() || json.size() != 2) return std::nullopt;
  const auto rows = json.find("rows");
  const auto cols = json.find("cols");
  if (rows == json.end() || cols == json.end()) return std::nullopt;
  if (!rows->is_number_integer() || !cols->is_number_integer()) return std::nullopt;
  const auto height = rows->get<std::int64_t>();
  const auto width = cols->get<std::int64_t>();
  if (!valid(width, height)) return std::nullopt;
  return WindowSize{static_cast<int>(width), static_cast<int>(height)};
}

}  // namespace toolbox
