#include "files/glob.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "base/utf8.h"

namespace toolbox {
namespace {

// Takes the first code point off `text`, which is not empty. A byte that begins none is U+FFFD, as in Go.
char32_t take_code_point(std::string_view& text) {
  const std::size_t length = utf8::sequence_length(text);
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  char32_t c = 0xFFFD;
  if (length == 1) {
    c = byte(0);
  } else if (length > 1) {
    c = byte(0) & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) c = c << 6U | (byte(i) & 0x3FU);
  }
  text.remove_prefix(std::max<std::size_t>(length, 1));
  return c;
}

// One end of a range, maybe escaped. Nothing when it is malformed.
std::optional<char32_t> take_range_end(std::string_view& pattern) {
  if (pattern.empty() || pattern[0] == '-' || pattern[0] == ']') return std::nullopt;
  if (pattern[0] == '\\') pattern.remove_prefix(1);
  if (pattern.empty()) return std::nullopt;
  const bool broken = utf8::sequence_length(pattern) == 0;
  const char32_t c = take_code_point(pattern);
  if (broken || pattern.empty()) return std::nullopt;  // the ] is still to come
  return c;
}

// Takes a class off, from behind its [ to its ]. Whether `c` is in it; nothing when it is malformed.
std::optional<bool> take_class(std::string_view& pattern, char32_t c) {
  const bool negated = pattern.starts_with('^');
  if (negated) pattern.remove_prefix(1);
  bool in = false;
  for (bool first = true; first || !pattern.starts_with(']'); first = false) {
    const auto low = take_range_end(pattern);
    if (!low) return std::nullopt;
    auto high = low;
    if (pattern.starts_with('-')) {
      pattern.remove_prefix(1);
      high = take_range_end(pattern);
      if (!high) return std::nullopt;
    }
    in = in || (*low <= c && c <= *high);
  }
  pattern.remove_prefix(1);
  return in != negated;
}

bool well_formed(std::string_view pattern) {
  while (!pattern.empty()) {
    const char c = pattern[0];
    pattern.remove_prefix(1);
    if (c == '\\') {
      if (pattern.empty()) return false;
      pattern.remove_prefix(1);
    } else if (c == '[' && !take_class(pattern, 0)) {
      return false;
    }
  }
  return true;
}

// Takes one element other than * off the pattern, and what it matches off the name. False: no match.
bool take_element(std::string_view& pattern, std::string_view& name) {
  if (name.empty()) return false;
  char c = pattern[0];
  pattern.remove_prefix(1);
  if (c == '?') return take_code_point(name) != U'/';
  if (c == '[') return *take_class(pattern, take_code_point(name));
  if (c == '\\') {
    c = pattern[0];
    pattern.remove_prefix(1);
  }
  if (name[0] != c) return false;
  name.remove_prefix(1);
  return true;
}

}  // namespace

std::optional<Glob> Glob::parse(std::string pattern) {
  if (!well_formed(pattern)) return std::nullopt;
  return Glob(std::move(pattern));
}

bool Glob::matches(std::string_view name) const {
  std::string_view pattern = pattern_;
  // Where to go on when what follows the last * does not match here: the * takes one byte more.
  std::optional<std::pair<std::string_view, std::string_view>> retry;
  for (;;) {
    if (pattern.starts_with('*')) {
      pattern.remove_prefix(1);
      retry.emplace(pattern, name);
      continue;
    }
    if (pattern.empty() ? name.empty() : take_element(pattern, name)) {
      if (pattern.empty() && name.empty()) return true;
      continue;
    }
    if (!retry || retry->second.empty() || retry->second[0] == '/') return false;
    retry->second.remove_prefix(1);
    std::tie(pattern, name) = *retry;
  }
}

}  // namespace toolbox
