#pragma once
#include <chrono>
#include <optional>
#include <string_view>

namespace toolbox {

// Go's duration syntax: "500ms", "1m30s", "-1.5h", "0". Nothing when it is none or past 292 years.
std::optional<std::chrono::nanoseconds> parse_go_duration(std::string_view text);

}  // namespace toolbox
