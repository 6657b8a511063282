#include "base/utf8.h"

#include <algorithm>

namespace toolbox::utf8 {
namespace {

unsigned char at(std::string_view text, std::size_t i) {
  return static_cast<unsigned char>(text[i]);
}

bool continuation(unsigned char c) {
  return (c & 0xC0U) == 0x80U;
}

// Bytes that the sequence begun by `lead` has, 0 if nothing begins so.
std::size_t expected_length(unsigned char lead) {
  if (lead < 0x80) return 1;
  if (lead < 0xC2) return 0;  // a continuation, or the overlong C0 and C1
  if (lead < 0xE0) return 2;
  if (lead < 0xF0) return 3;
  return lead < 0xF5 ? 4 : 0;
}

// Whether `second` may follow `lead`: here the overlong forms, surrogates and what is past U+10FFFF end.
bool second_byte_fits(unsigned char lead, unsigned char second) {
  if (!continuation(second)) return false;
  switch (lead) {
    case 0xE0:
      return second >= 0xA0;
    case 0xED:
      return second < 0xA0;
    case 0xF0:
      return second >= 0x90;
    case 0xF4:
      return second < 0x90;
    default:
      return true;
  }
}

// How many bytes of a sequence are there and fit, at most the whole of it.
std::size_t fitting_prefix(std::string_view text, std::size_t expected) {
  std::size_t n = 1;
  while (n < expected && n < text.size() &&
         (n == 1 ? second_byte_fits(at(text, 0), at(text, 1)) : continuation(at(text, n)))) {
    ++n;
  }
  return n;
}

}  // namespace

std::size_t sequence_length(std::string_view text) {
  if (text.empty()) return 0;
  const std::size_t expected = expected_length(at(text, 0));
  return expected != 0 && fitting_prefix(text, expected) == expected ? expected : 0;
}

std::pair<char32_t, std::size_t> decode(std::string_view text) {
  const std::size_t length = expected_length(at(text, 0));
  if (length <= 1) return {at(text, 0), 1};
  char32_t c = at(text, 0) & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) c = c << 6U | (at(text, i) & 0x3FU);
  return {c, length};
}

bool valid(std::string_view text) {
  while (!text.empty()) {
    const std::size_t n = sequence_length(text);
    if (n == 0) return false;
    text.remove_prefix(n);
  }
  return true;
}

std::string to_valid(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t n = sequence_length(text);
    if (n == 0) {
      out += "\xEF\xBF\xBD";
      text.remove_prefix(1);
    } else {
      out.append(text, 0, n);
      text.remove_prefix(n);
    }
  }
  return out;
}

std::size_t incomplete_tail(std::string_view text) {
  for (std::size_t n = 1; n <= std::min<std::size_t>(3, text.size()); ++n) {
    const std::string_view tail = text.substr(text.size() - n);
    if (continuation(at(tail, 0))) continue;
    const std::size_t expected = expected_length(at(tail, 0));
    return expected > n && fitting_prefix(tail, expected) == n ? n : 0;
  }
  return 0;
}

}  // namespace toolbox::utf8
