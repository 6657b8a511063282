#pragma once

#include <string>
#include <string_view>

namespace toolbox::bench {

// The bench is also the program whose output it follows: `toolboxd_bench --emit-timestamps <fifo>`.
inline constexpr std::string_view emit_timestamps_flag = "--emit-timestamps";

// Waits for a byte from the FIFO, writes the time as a line; then the same again, and exits at once.
int emit_timestamps(const char* fifo);

// A shell command that does so; the path of the FIFO is to follow.
std::string emit_timestamps_command();

// Since the time in `line`, in milliseconds. Log marks and the end of the line don't matter.
double milliseconds_since(std::string_view line);

}  // namespace toolbox::bench
