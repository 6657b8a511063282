#include "http/parameters.h"

#include <algorithm>

#include "base/trimmed.h"

namespace toolbox {
namespace {

constexpr std::string_view blank = " \t";

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return out;
}

// Takes a quoted string, whose opening quote comes first, off the front of `text`.
std::string take_quoted(std::string_view& text) {
  std::string out;
  std::size_t i = 1;
  while (i < text.size() && text[i] != '"') {
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    out += text[i++];
  }
  text.remove_prefix(std::min(i + 1, text.size()));
  return out;
}

}  // namespace

std::optional<std::string> ParameterizedValue::get(std::string_view name) const {
  for (const auto& [key, text] : parameters) {
    if (key == name) return text;
  }
  return std::nullopt;
}

ParameterizedValue parse_parameterized(std::string_view text) {
  ParameterizedValue out;
  std::size_t end = std::min(text.find(';'), text.size());
  out.value = lower(trimmed(text.substr(0, end)));
  while (end < text.size()) {
    text.remove_prefix(end + 1);
    const std::size_t name_end = std::min(text.find_first_of("=;"), text.size());
    const std::string name = lower(trimmed(text.substr(0, name_end)));
    if (name_end < text.size() && text[name_end] == '=') {
      text.remove_prefix(name_end + 1);
      text.remove_prefix(std::min(text.find_first_not_of(blank), text.size()));
      if (text.starts_with('"')) {
        out.parameters.emplace_back(name, take_quoted(text));
      } else {
        out.parameters.emplace_back(name, trimmed(text.substr(0, text.find(';'))));
      }
    }
    end = std::min(text.find(';'), text.size());
  }
  return out;
}

}  // namespace toolbox
