#include "lsp/mended_json.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/utf8.h"

namespace toolbox {
namespace {

constexpr std::size_t escape_length = 6;  // \uXXXX

// The code unit of the escape at the start of `text`; nothing when there is none.
std::optional<unsigned> escaped_unit(std::string_view text) {
  if (text.size() < escape_length || text[0] != '\\' || text[1] != 'u') return std::nullopt;
  unsigned unit = 0;
  const char* end = text.data() + escape_length;
  if (std::from_chars(text.data() + 2, end, unit, 16).ptr != end) return std::nullopt;
  return unit;
}

bool first_half(unsigned unit) {
  return unit >= 0xD800 && unit < 0xDC00;
}

bool second_half(unsigned unit) {
  return unit >= 0xDC00 && unit < 0xE000;
}

}  // namespace

std::string mended_json(std::string_view text) {
  std::string mended;
  const std::string valid = utf8::to_valid(text);
  for (std::string_view rest = valid; !rest.empty();) {
    std::size_t length = rest[0] == '\\' ? 2 : 1;  // an escaped backslash begins no other escape
    if (const auto unit = escaped_unit(rest)) {
      const auto next = escaped_unit(rest.substr(escape_length));
      const bool pair = first_half(*unit) && next && second_half(*next);
      length = pair ? 2 * escape_length : escape_length;
      if (!pair && (first_half(*unit) || second_half(*unit))) {
        mended += "\\ufffd";
        rest.remove_prefix(length);
        continue;
      }
    }
    mended += rest.substr(0, length);
    rest.remove_prefix(std::min(length, rest.size()));
  }
  return mended;
}

}  // namespace toolbox
