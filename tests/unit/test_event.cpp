#include <gtest/gtest.h>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
#include <vector>

#include "base/event.h"
#include "unit/support.h"

namespace toolbox {
namespace {

using namespace asio::experimental::awaitable_operators;

Task<void> note_when(Event& event, std::vector<int>& order, int number) {
  co_await event.wait();
  order.push_back(number);
}

Task<void> notify_later(asio::io_context& loop, Event& event) {
  co_await asio::post(loop.get_executor(), use_task);
  event.notify();
}

TEST(Event, ResumesAllWhoWaitInTheirOrder) {
  asio::io_context loop;
  Event event(loop.get_executor());
  std::vector<int> order;
  run_on(loop, note_when(event, order, 1) && note_when(event, order, 2) && notify_later(loop, event));
  EXPECT_EQ(order, (std::vector{1, 2}));
}

TEST(Event, ACancelledWaitLeavesTheOthers) {
  asio::io_context loop;
  Event first(loop.get_executor());
  Event second(loop.get_executor());
  std::vector<int> order;
  // The second wait is cancelled by the first's end; a later notify must not find it.
  auto both = [&]() -> Task<std::size_t> {
    const auto done = co_await (first.wait() || second.wait());
    second.notify();
    co_return done.index();
  };
  auto test = [&]() -> Task<std::size_t> { co_return co_await (both() && notify_later(loop, first)); };
  EXPECT_EQ(run_on(loop, test()), 0U);
}

TEST(Event, GoesWithWaitersLeft) {
  asio::io_context loop;
  bool resumed = false;
  {
    Event event(loop.get_executor());
    asio::co_spawn(
        loop.get_executor(),
        [&]() -> Task<void> {
          co_await event.wait();
          resumed = true;
        },
        [](std::exception_ptr) {});
    loop.poll();
  }
  loop.poll();
  EXPECT_FALSE(resumed);
}

}  // namespace
}  // namespace toolbox
