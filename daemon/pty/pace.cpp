#include "pty/pace.h"

#include <algorithm>

#include "base/limits.h"

namespace toolbox {

Pace pace(std::span<Progress* const> clients, std::uint64_t end, PaceClock::time_point now, bool hurry) {
  const auto at_limit = [end](const Progress& p) { return !p.dropped && end - p.offset >= limits::pty_lag; };
  const bool others_wait =
      std::ranges::any_of(clients, [&](const Progress* p) { return !p->dropped && !at_limit(*p); });
  Pace result;
  for (Progress* client : clients) {
    if (!at_limit(*client)) continue;
    if (!client->mark || client->offset - client->mark->offset >= limits::pty_lag / 2) {
      client->mark = {client->offset, now};
    }
    auto deadline = std::max(client->taken, client->mark->time) + limits::pty_patience;
    if (others_wait) deadline = std::min(deadline, client->mark->time + limits::pty_moment);
    if (hurry || now >= deadline) {
      client->dropped = result.dropped = true;
    } else {
      result.again = std::min(result.again.value_or(deadline), deadline);
    }
  }
  return result;
}

}  // namespace toolbox
