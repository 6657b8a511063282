#include "base/semver.h"

#include <algorithm>
#include <charconv>

namespace toolbox {
namespace {

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

// Takes a number without leading zeros off the front of `text`.
std::optional<unsigned long> take_number(std::string_view& text) {
  const std::size_t digits = std::min(text.find_first_not_of("0123456789"), text.size());
  if (digits == 0 || (digits > 1 && text[0] == '0')) return std::nullopt;
  unsigned long number = 0;
  if (std::from_chars(text.data(), text.data() + digits, number).ec != std::errc()) return std::nullopt;
  text.remove_prefix(digits);
  return number;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text[0] != c) return false;
  text.remove_prefix(1);
  return true;
}

bool identifier_char(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-';
}

// Numbers before words, numbers by value (by length and digits: they have no bound), words by bytes.
std::strong_ordering compare_identifiers(const std::string& a, const std::string& b) {
  const bool a_number = all_digits(a);
  const bool b_number = all_digits(b);
  if (a_number != b_number) return a_number ? std::strong_ordering::less : std::strong_ordering::greater;
  if (a_number && a.size() != b.size()) return a.size() <=> b.size();
  return a <=> b;
}

}  // namespace

std::optional<Semver> Semver::parse(std::string_view text) {
  take(text, 'v');
  text = text.substr(0, text.find('+'));
  Semver v;
  const auto major = take_number(text);
  if (!major || !take(text, '.')) return std::nullopt;
  const auto minor = take_number(text);
  if (!minor || !take(text, '.')) return std::nullopt;
  const auto patch = take_number(text);
  if (!patch) return std::nullopt;
  v.major = *major;
  v.minor = *minor;
  v.patch = *patch;
  if (text.empty()) return v;
  take(text, '-');
  for (;;) {
    const std::size_t dot = std::min(text.find('.'), text.size());
    const std::string_view part = text.substr(0, dot);
    const bool leading_zero = part.size() > 1 && part[0] == '0' && all_digits(part);
    if (part.empty() || leading_zero || !std::ranges::all_of(part, identifier_char)) return std::nullopt;
    v.prerelease.emplace_back(part);
    if (dot == text.size()) return v;
    text.remove_prefix(dot + 1);
  }
}

std::strong_ordering operator<=>(const Semver& a, const Semver& b) {
  if (const auto c = a.major <=> b.major; c != 0) return c;
  if (const auto c = a.minor <=> b.minor; c != 0) return c;
  if (const auto c = a.patch <=> b.patch; c != 0) return c;
  if (a.prerelease.empty() || b.prerelease.empty()) return a.prerelease.empty() <=> b.prerelease.empty();
  return std::lexicographical_compare_three_way(a.prerelease.begin(), a.prerelease.end(),
                                                b.prerelease.begin(), b.prerelease.end(),
                                                compare_identifiers);
}

}  // namespace toolbox
