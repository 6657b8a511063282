#pragma once
#include <boost/asio/steady_timer.hpp>
#include <chrono>

#include "base/task.h"

namespace toolbox {

// Waits on the loop by the steady clock, bound to the loop's own executor as everything is (base/task.h).
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;

// Waits for `what` until `deadline`, past which that is cancelled; false then. It must not throw for another
// reason.
Task<bool> done_by(Timer::time_point deadline, Task<void> what);

}  // namespace toolbox
