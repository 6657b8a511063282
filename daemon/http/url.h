#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "base/codec.h"

namespace toolbox {

// Percent-decodes; nothing when an escape is broken. plus_is_space: as in query strings.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space = false);

// RFC 3986's unreserved characters (and RFC 5987's, which are these and some more) stay, the rest is escaped.
std::string percent_encode(std::string_view text);

// "a=1&b=2" decoded; nothing when an escape is broken.
std::optional<Arguments> parse_query(std::string_view query);

}  // namespace toolbox
