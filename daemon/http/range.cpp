#include "http/range.h"

#include <time.h>

#include <algorithm>
#include <charconv>
#include <limits>
#include <string>

#include "http/message.h"

namespace toolbox {
namespace {

// Digits only; a number past 64 bits is as good as the largest.
std::optional<std::uint64_t> parse_number(std::string_view text) {
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  std::uint64_t value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  return result.ec == std::errc() ? value : std::numeric_limits<std::uint64_t>::max();
}

std::string_view trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

}  // namespace

RangeChoice choose_range(std::string_view header, std::uint64_t size) {
  constexpr std::string_view unit = "bytes=";
  using Kind = RangeChoice::Kind;
  const RangeChoice whole{Kind::whole, 0, size};
  // Of nothing there is no part, but clients that always ask for one are better served with nothing.
  if (size == 0 || header.size() < unit.size() || !same_name(header.substr(0, unit.size()), unit))
    return whole;
  const std::string_view range = trim(header.substr(unit.size()));
  const std::size_t dash = range.find('-');
  if (dash == std::string_view::npos) return whole;
  const std::string_view first_text = trim(range.substr(0, dash));
  const std::string_view last_text = trim(range.substr(dash + 1));
  const auto first = parse_number(first_text);
  const auto last = parse_number(last_text);

  if (first_text.empty() && last) {  // the last so many
    if (*last == 0) return {Kind::unsatisfiable, 0, 0};
    const std::uint64_t length = std::min(*last, size);
    return {Kind::part, size - length, length};
  }
  if (!first || (!last && !last_text.empty()) || (last && *last < *first)) return whole;
  if (*first >= size) return {Kind::unsatisfiable, 0, 0};
  const std::uint64_t end = last && *last < size ? *last + 1 : size;
  return {Kind::part, *first, end - *first};
}

bool if_range_holds(std::string_view header, std::time_t last_modified) {
  return header.empty() || parse_http_date(header) == last_modified;
}

bool not_modified_since(std::string_view header, std::time_t last_modified) {
  const auto date = parse_http_date(header);
  return date && last_modified <= *date;
}

std::optional<std::time_t> parse_http_date(std::string_view text) {
  const std::string date(trim(text));
  // The names are the C locale's here: the daemon never calls setlocale.
  for (const char* layout :
       {"%a, %d %b %Y %H:%M:%S GMT", "%A, %d-%b-%y %H:%M:%S GMT", "%a %b %e %H:%M:%S %Y"}) {
    std::tm tm{};
    const char* end = ::strptime(date.c_str(), layout, &tm);
    if (end != nullptr && *end == '\0') return ::timegm(&tm);
  }
  return std::nullopt;
}

}  // namespace toolbox
