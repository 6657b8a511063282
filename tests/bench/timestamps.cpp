#include "timestamps.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <stdexcept>
#include <system_error>

#include "gate.h"
#include "rounds.h"
#include "unique_fd.h"

namespace toolbox::bench {
namespace {

constexpr unsigned longest_life = 60;  // seconds

// The monotonic clock is the same in all processes.
std::int64_t now() {
  return std::chrono::nanoseconds(Clock::now().time_since_epoch()).count();
}

bool write_time_after(int gate) {
  char byte = 0;
  if (::read(gate, &byte, 1) != 1) return false;
  std::array<char, 32> line{};
  char* end = std::to_chars(line.begin(), line.end() - 1, now()).ptr;
  *end++ = '\n';
  return ::write(STDOUT_FILENO, line.data(), static_cast<std::size_t>(end - line.data())) > 0;
}

}  // namespace

int emit_timestamps(const char* fifo) {
  ::alarm(longest_life);
  const UniqueFd gate(::open(fifo, O_RDONLY | O_CLOEXEC));
  const bool ok = gate && write_time_after(gate.get()) && write_time_after(gate.get());
  ::_exit(ok ? 0 : 1);
}

std::string emit_timestamps_command() {
  const auto self = std::filesystem::read_symlink("/proc/self/exe").string();
  return shell_word(self) + " " + std::string(emit_timestamps_flag);
}

double milliseconds_since(std::string_view line) {
  const auto arrived = now();
  const auto begin = std::min(line.find_first_of("0123456789"), line.size());
  std::int64_t written = 0;
  const auto result = std::from_chars(line.data() + begin, line.data() + line.size(), written);
  if (result.ec != std::errc() || written > arrived) {
    throw std::runtime_error("not a time: " + std::string(line.substr(0, 100)));
  }
  return static_cast<double>(arrived - written) / 1e6;
}

}  // namespace toolbox::bench
