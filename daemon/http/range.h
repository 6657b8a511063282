#pragma once
#include <cstdint>
#include <ctime>
#include <optional>
#include <string_view>

namespace toolbox {

// What a request wants of a representation.
struct RangeChoice {
  enum class Kind { whole, part, unsatisfiable };
  Kind kind = Kind::whole;
  std::uint64_t first = 0;
  std::uint64_t length = 0;
};

// What the Range header `header` (empty: there is none) asks for of `size` bytes. Anything but one
// well-formed range means the whole, which RFC 9110 allows.
RangeChoice choose_range(std::string_view header, std::uint64_t size);

// Whether If-Range (empty: there is none) lets the range apply to what was modified at that time. There are
// no entity tags here, so none matches.
bool if_range_holds(std::string_view header, std::time_t last_modified);

// Whether If-Modified-Since (empty, or no date: there is none) makes the answer a 304.
bool not_modified_since(std::string_view header, std::time_t last_modified);

// Any of RFC 9110's three forms of a date.
std::optional<std::time_t> parse_http_date(std::string_view text);

}  // namespace toolbox
