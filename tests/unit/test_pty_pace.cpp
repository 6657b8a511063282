#include <gtest/gtest.h>

#include <vector>

#include "base/limits.h"
#include "pty/pace.h"

namespace toolbox {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t lag = limits::pty_lag;

class PtyPace : public testing::Test {
 protected:
  std::optional<PaceClock::time_point> look() { return pace(all_, end_, now_).again; }
  void takes(Progress& client, std::uint64_t bytes) {
    client.offset += bytes;
    client.taken = now_;
  }

  PaceClock::time_point now_{1h};
  std::uint64_t end_ = 10 * lag;
  Progress slow_{.offset = 9 * lag, .taken = now_};
  Progress fast_{.offset = 10 * lag, .taken = now_};
  std::vector<Progress*> all_{&slow_, &fast_};
};

TEST_F(PtyPace, GoesOnWhileAllAreNearEnough) {
  slow_.offset += 1;
  EXPECT_FALSE(look());
  all_.clear();
  EXPECT_FALSE(look());
}

TEST_F(PtyPace, OthersWaitForAMomentOnly) {
  const auto again = look();
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, now_ + limits::pty_moment);
  now_ = *again;
  EXPECT_FALSE(look());
  EXPECT_TRUE(slow_.dropped);
  EXPECT_FALSE(fast_.dropped);
}

TEST_F(PtyPace, ASteadyClientIsWaitedForAgainAndAgain) {
  for (int i = 0; i < 100; ++i) {
    EXPECT_TRUE(look());
    now_ += limits::pty_moment - 1ms;
    takes(slow_, lag / 2);
    EXPECT_FALSE(look());
    end_ += lag / 2;
    takes(fast_, lag / 2);
  }
  EXPECT_FALSE(slow_.dropped);
}

TEST_F(PtyPace, ALittleIsNotEnoughWhenOthersWait) {
  for (int i = 0; i < 10; ++i) {
    look();
    now_ += std::chrono::milliseconds(limits::pty_moment) / 8;
    takes(slow_, 1'000);
    end_ += 1'000;
    takes(fast_, 1'000);
  }
  look();
  EXPECT_TRUE(slow_.dropped);
}

TEST_F(PtyPace, OneThatNobodyWaitsForNeedsOnlyToGoOn) {
  all_ = {&slow_};
  for (int i = 0; i < 100; ++i) {
    EXPECT_TRUE(look());
    now_ += limits::pty_patience - 1ms;
    takes(slow_, 1);
    end_ += 1;
  }
  EXPECT_FALSE(slow_.dropped);
  now_ += limits::pty_patience;
  EXPECT_FALSE(look());
  EXPECT_TRUE(slow_.dropped);
}

TEST_F(PtyPace, TheDroppedAreNotWaitedFor) {
  slow_.dropped = true;
  EXPECT_FALSE(look());
}

TEST_F(PtyPace, InAHurryNobodyIsWaitedFor) {
  EXPECT_TRUE(pace(all_, end_, now_, true).dropped);
  EXPECT_TRUE(slow_.dropped);
  EXPECT_FALSE(fast_.dropped);
  EXPECT_FALSE(pace(all_, end_, now_, true).dropped) << "again";
}

TEST_F(PtyPace, TwoThatStandStillAreBothDropped) {
  fast_.offset = slow_.offset;
  const auto again = look();
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, now_ + limits::pty_patience);
  now_ = *again;
  EXPECT_FALSE(look());
  EXPECT_TRUE(slow_.dropped && fast_.dropped);
}

}  // namespace
}  // namespace toolbox
