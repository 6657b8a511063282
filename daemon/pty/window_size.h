#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

#include "base/pseudo_terminal.h"

namespace toolbox {

// The size in {"rows":n,"cols":n}, with which a web terminal's page says how large it is; nothing when `text`
// is something else, and so input. Pure.
std::optional<WindowSize> parse_resize(std::string_view text);

// A size that a terminal may have. Throws ApiError 400 for another.
WindowSize checked_size(std::int64_t cols, std::int64_t rows);

}  // namespace toolbox
