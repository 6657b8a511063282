#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "base/api_error.h"
#include "base/offload.h"
#include "fixtures.h"
#include "support.h"

namespace toolbox {
namespace {

class Offload : public testing::Test {
 protected:
  asio::io_context loop{1};
  Pool pool{"test", 2};
};

Task<std::thread::id> thread_of_work(Pool& pool) {
  auto work = [] { return std::this_thread::get_id(); };
  co_return co_await offload(pool, work);
}

Task<std::thread::id> thread_after_work(Pool& pool) {
  auto work = [] {};
  co_await offload(pool, work);
  co_return std::this_thread::get_id();
}

TEST_F(Offload, TheWorkRunsElsewhereAndTheCoroutineGoesOnOnTheLoop) {
  EXPECT_NE(run_on(loop, thread_of_work(pool)), std::this_thread::get_id());
  EXPECT_EQ(run_on(loop, thread_after_work(pool)), std::this_thread::get_id());
}

Task<std::unique_ptr<std::string>> move_only(Pool& pool) {
  auto work = [text = std::make_unique<std::string>("moved")]() mutable { return std::move(text); };
  co_return co_await offload(pool, std::move(work));
}

TEST_F(Offload, WorkAndResultMayBeMoveOnly) {
  EXPECT_EQ(*run_on(loop, move_only(pool)), "moved");
}

struct NotesItsEnd {
  explicit NotesItsEnd(std::thread::id& t) : thread(t) {}
  ~NotesItsEnd() { thread = std::this_thread::get_id(); }
  NotesItsEnd(const NotesItsEnd&) = delete;
  NotesItsEnd& operator=(const NotesItsEnd&) = delete;
  std::thread::id& thread;
};

Task<std::thread::id> thread_that_ends_what_work_owns(Pool& pool) {
  std::thread::id ended;
  auto work = [owned = std::make_unique<NotesItsEnd>(ended)] {};
  co_await offload(pool, std::move(work));
  co_return ended;
}

TEST_F(Offload, WhatTheWorkOwnsHasEndedOnThePoolBeforeTheResultComes) {
  const std::thread::id ended = run_on(loop, thread_that_ends_what_work_owns(pool));
  EXPECT_NE(ended, std::thread::id());
  EXPECT_NE(ended, std::this_thread::get_id());
}

Task<int> failing(Pool& pool) {
  auto work = []() -> int { throw ApiError::bad_request("thrown in the pool"); };
  co_return co_await offload(pool, work);
}

Task<void> failing_without_result(Pool& pool) {
  auto work = [] { throw std::runtime_error("thrown in the pool"); };
  co_await offload(pool, work);
}

TEST_F(Offload, AnExceptionArrivesWhereItIsAwaited) {
  EXPECT_EQ(std::string(error_of([&] { run_on(loop, failing(pool)); }).what()), "thrown in the pool");
  EXPECT_THROW(run_on(loop, failing_without_result(pool)), std::runtime_error);
}

Task<int> sum_of_many(Pool& pool, int count) {
  int sum = 0;
  for (int i = 0; i < count; ++i) {
    auto work = [i] { return i; };
    sum += co_await offload(pool, work);
  }
  co_return sum;
}

TEST_F(Offload, ManyJobsOneAfterTheOtherGiveTheirOwnResults) {
  EXPECT_EQ(run_on(loop, sum_of_many(pool, 2000)), 1999 * 1000);
}

Task<void> note(Pool& pool, int i, std::vector<int>& out) {
  auto work = [i] { return i; };
  out.push_back(co_await offload(pool, work));
}

TEST_F(Offload, ManyJobsAtOnceAllEnd) {
  std::vector<int> out;
  for (int i = 0; i < 2000; ++i) {
    asio::co_spawn(loop.get_executor(), note(pool, i, out),
                   [](const std::exception_ptr& e) { EXPECT_FALSE(e); });
  }
  loop.run();
  std::ranges::sort(out);
  ASSERT_EQ(out.size(), 2000U);
  for (int i = 0; i < 2000; ++i) EXPECT_EQ(out[static_cast<std::size_t>(i)], i);
}

TEST_F(Offload, OnAPoolOfOneThreadResultsComeInOrder) {
  Pool one("one", 1);
  std::vector<int> out;
  for (int i = 0; i < 500; ++i) {
    asio::co_spawn(loop.get_executor(), note(one, i, out),
                   [](const std::exception_ptr& e) { EXPECT_FALSE(e); });
  }
  loop.run();
  EXPECT_EQ(out.size(), 500U);
  EXPECT_TRUE(std::ranges::is_sorted(out));
}

TEST_F(Offload, TheLoopKeepsRunningWhileWorkIsUnderWay) {
  std::vector<int> out;
  asio::co_spawn(loop.get_executor(), note(pool, 7, out),
                 [](const std::exception_ptr& e) { EXPECT_FALSE(e); });
  loop.run();  // comes back only when nothing is left to do
  EXPECT_EQ(out, std::vector<int>{7});
}

}  // namespace
}  // namespace toolbox
