#include "http/deadlines.h"

#include <algorithm>
#include <optional>

#include "base/limits.h"

namespace toolbox {

Deadlines::Clock::duration Deadlines::limit_of(Wait kind) {
  switch (kind) {
    case Wait::header:
      return limits::header_deadline;
    case Wait::idle:
      return limits::idle_deadline;
    case Wait::body:
      return limits::body_stall;
    case Wait::write:
      return limits::write_stall;
    case Wait::drain:
      return limits::drain_deadline;
    case Wait::silence:
      return limits::ws_silence;
    case Wait::closing:
      return limits::ws_close;
  }
  return {};
}

void Deadlines::arm(Entry& entry, Wait kind) {
  entry.unlink();
  entry.at_ = Clock::now() + length_of_(kind);
  waiting_[static_cast<std::size_t>(kind)].push_back(entry);
  if (!scheduled_ || entry.at_ < timer_.expiry()) schedule(entry.at_);
}

void Deadlines::schedule(Clock::time_point at) {
  scheduled_ = true;
  timer_.expires_at(at);
  timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) on_timer();
  });
}

void Deadlines::rest_if_unused() {
  if (!std::ranges::all_of(waiting_, [](const List& list) { return list.empty(); })) return;
  scheduled_ = false;
  // Not only cancelled: Asio leaves the kernel's timer as it was then. One that is due makes it set that
  // anew.
  timer_.expires_at(Clock::now());
  timer_.async_wait([](const boost::system::error_code&) {});
}

void Deadlines::on_timer() {
  const auto now = Clock::now();
  scheduled_ = false;
  std::optional<Clock::time_point> next;
  for (auto& list : waiting_) {
    while (!list.empty() && list.front().at_ <= now) {
      Entry& entry = list.front();
      entry.unlink();
      entry.expired();
    }
  }
  // Only now: what expired may have armed another.
  for (const auto& list : waiting_) {
    if (!list.empty() && (!next || list.front().at_ < *next)) next = list.front().at_;
  }
  if (next) schedule(*next);
}

}  // namespace toolbox
