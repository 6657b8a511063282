#pragma once
#include <array>
#include <boost/intrusive/list.hpp>
#include <chrono>

#include "base/task.h"
#include "base/timer.h"

namespace toolbox {

// What a connection waits for; each has its limit.
enum class Wait { header, idle, body, write, drain, silence, closing };

// The deadlines of all connections on one timer. As all waits of a kind are equally long, each kind is a
// queue in the order of expiry, and arming one is constant work without allocation. Loop thread only.
class Deadlines {
 public:
  class Entry
      : public boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
   public:
    virtual ~Entry() = default;
    virtual void expired() = 0;

   private:
    friend class Deadlines;
    std::chrono::steady_clock::time_point at_;
  };

  using Clock = std::chrono::steady_clock;
  using Lengths = Clock::duration (*)(Wait kind);

  // lengths: how long each kind of wait is, always the same.
  explicit Deadlines(asio::io_context& loop, Lengths lengths = limit_of)
      : length_of_(lengths), timer_(loop.get_executor()) {}

  static Clock::duration limit_of(Wait kind);

  // (Re)starts the wait of `entry`; it has one at a time.
  void arm(Entry& entry, Wait kind);
  // Call it when a connection has ended: without it the timer would fire once more after the last one, for
  // nothing.
  void rest_if_unused();
  static void disarm(Entry& entry) { entry.unlink(); }

 private:
  using List = boost::intrusive::list<Entry, boost::intrusive::constant_time_size<false>>;

  void schedule(Clock::time_point at);
  void on_timer();

  const Lengths length_of_;
  std::array<List, 7> waiting_;
  Timer timer_;
  bool scheduled_ = false;
};

}  // namespace toolbox
