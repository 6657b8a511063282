#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <latch>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <vector>

#include "base/pool.h"

namespace toolbox {
namespace {

template <class F>
class Job final : public PoolJob {
 public:
  explicit Job(F work) : work_(std::move(work)) {}
  void run() noexcept override { work_(); }

 private:
  F work_;
};

template <class F>
void post(Pool& pool, F work) {
  pool.post(std::make_unique<Job<F>>(std::move(work)));
}

TEST(Pool, ItsDestructorRunsWhatIsQueuedAndJoins) {
  std::atomic<int> ran = 0;
  {
    Pool pool("test", 3);
    for (int i = 0; i < 10'000; ++i) post(pool, [&] { ++ran; });
  }
  EXPECT_EQ(ran, 10'000);
}

TEST(Pool, ThreadsAreAddedForJobsThatNoneIsFreeFor) {
  constexpr std::ptrdiff_t together = 6;
  std::latch all_run(together);
  Pool pool("test", 1, together);
  for (int i = 0; i < together; ++i) post(pool, [&] { all_run.arrive_and_wait(); });
  all_run.wait();
  EXPECT_EQ(pool.width(), 1U);
}

TEST(Pool, OneThreadRunsJobsInTheOrderTheyCame) {
  std::vector<int> order;
  {
    Pool pool("test", 1);
    for (int i = 0; i < 1000; ++i) post(pool, [&order, i] { order.push_back(i); });
  }
  ASSERT_EQ(order.size(), 1000U);
  EXPECT_TRUE(std::ranges::is_sorted(order));
}

TEST(Pool, AsManyJobsRunAtOnceAsItHasThreads) {
  constexpr int threads = 4;
  std::latch all_there(threads);
  {
    Pool pool("test", threads);
    for (int i = 0; i < threads; ++i) post(pool, [&] { all_there.arrive_and_wait(); });
  }
  SUCCEED();  // one thread fewer would wait for ever
}

TEST(Pool, ItNeverStartsMoreThreadsThanItMay) {
  std::mutex mutex;
  std::set<std::thread::id> threads;
  {
    Pool pool("test", 2);
    for (int i = 0; i < 1000; ++i) {
      post(pool, [&] {
        const std::scoped_lock lock(mutex);
        threads.insert(std::this_thread::get_id());
      });
    }
  }
  EXPECT_LE(threads.size(), 2U);
  EXPECT_FALSE(threads.contains(std::this_thread::get_id()));
}

TEST(Pool, JobsMayBePostedFromManyThreads) {
  std::atomic<int> ran = 0;
  {
    Pool pool("test", 2);
    std::vector<std::thread> posters;
    for (int t = 0; t < 4; ++t) {
      posters.emplace_back([&] {
        for (int i = 0; i < 500; ++i) post(pool, [&] { ++ran; });
      });
    }
    for (auto& poster : posters) poster.join();
  }
  EXPECT_EQ(ran, 2000);
}

TEST(Pool, AJobMayPostAnotherEvenWhileThePoolEnds) {
  for (int round = 0; round < 50; ++round) {
    std::atomic<int> ran = 0;
    {
      Pool pool("test", 4);
      for (int i = 0; i < 20; ++i) {
        post(pool, [&] {
          ++ran;
          post(pool, [&] { ++ran; });
        });
      }
    }
    EXPECT_EQ(ran, 40);
  }
}

TEST(Pool, WhatAJobHoldsGoesWithIt) {
  const auto held = std::make_shared<int>(1);
  {
    Pool pool("test", 1);
    post(pool, [copy = held] {});
  }
  EXPECT_EQ(held.use_count(), 1);
}

}  // namespace
}  // namespace toolbox
