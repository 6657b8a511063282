#pragma once
// How fast a terminal's output may go on: at the pace of its clients, but no client holds up the others, or
// the program, for more than a moment. Pure.
#include <chrono>
#include <cstdint>
#include <optional>
#include <span>

namespace toolbox {

using PaceClock = std::chrono::steady_clock;

// How far one client has come.
struct Progress {
  std::uint64_t offset = 0;          // of the output, up to which it has taken it
  PaceClock::time_point taken = {};  // when it last took some
  bool dropped = false;              // too slow, and no longer waited for

  // When it was first found at its limit with this much taken; it has to take more within a moment.
  struct Mark {
    std::uint64_t offset;
    PaceClock::time_point time;
  };
  std::optional<Mark> mark = {};
};

struct Pace {
  std::optional<PaceClock::time_point>
      again;             // when to look again, unless a client takes something; else go on
  bool dropped = false;  // some have been, just now
};

// Looks at all clients of an output that ends at `end`, and marks those as dropped that are at their limit
// for too long; `hurry`: that are at their limit at all.
Pace pace(std::span<Progress* const> clients, std::uint64_t end, PaceClock::time_point now,
          bool hurry = false);

}  // namespace toolbox
