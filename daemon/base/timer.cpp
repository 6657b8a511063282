#include "base/timer.h"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <utility>

namespace toolbox {

Task<bool> done_by(Timer::time_point deadline, Task<void> what) {
  using namespace asio::experimental::awaitable_operators;
  Timer timer(co_await asio::this_coro::executor, deadline);
  const auto first = co_await (std::move(what) || timer.async_wait(use_task));
  co_return first.index() == 0;
}

}  // namespace toolbox
