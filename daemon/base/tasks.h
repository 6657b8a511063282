#pragma once
#include <boost/asio/cancellation_signal.hpp>
#include <chrono>
#include <list>
#include <string>

#include "base/log.h"
#include "base/task.h"
#include "base/timer.h"

namespace toolbox {

// The parent of every coroutine that nobody awaits: it has a name, its failure is logged, and it is
// cancelled at shutdown. Loop thread only.
class Tasks {
 public:
  Tasks(asio::io_context& loop, Log& log);

  // name: for the log, a literal.
  void spawn(const char* name, Task<void> task);

  void cancel_all();

  // Waits until none is left, at most `deadline`; true when none is.
  Task<bool> drained(std::chrono::milliseconds deadline);

  std::size_t size() const { return running_.size(); }

 private:
  using Running = std::list<asio::cancellation_signal>;

  Executor executor_;
  Log& log_;
  Running running_;
  Timer none_left_;
};

}  // namespace toolbox
