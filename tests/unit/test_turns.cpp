#include <gtest/gtest.h>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
#include <memory>
#include <vector>

#include "base/turns.h"
#include "unit/support.h"

namespace toolbox {
namespace {

using namespace asio::experimental::awaitable_operators;

Task<void> work(Turns& turns, asio::io_context& loop, std::vector<int>& order, int number) {
  Turns::Turn turn(turns);
  co_await turn.come();
  order.push_back(number);
  co_await asio::post(loop.get_executor(), use_task);
  order.push_back(number);
}

TEST(Turns, OneAtATimeInTheOrderOfComing) {
  asio::io_context loop;
  Turns turns(loop.get_executor());
  std::vector<int> order;
  run_on(loop, work(turns, loop, order, 1) && work(turns, loop, order, 2) && work(turns, loop, order, 3));
  EXPECT_EQ(order, (std::vector{1, 1, 2, 2, 3, 3}));
}

TEST(Turns, WhoGivesUpIsPassedOver) {
  asio::io_context loop;
  Turns turns(loop.get_executor());
  std::vector<int> order;
  auto test = [&]() -> Task<void> {
    auto first = std::make_unique<Turns::Turn>(turns);
    co_await (work(turns, loop, order, 2) || asio::post(loop.get_executor(), use_task));
    auto third = work(turns, loop, order, 3);
    first.reset();
    co_await std::move(third);
  };
  run_on(loop, test());
  EXPECT_EQ(order, (std::vector{3, 3}));
}

}  // namespace
}  // namespace toolbox
