#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <optional>

#include "http/deadlines.h"

namespace toolbox {
namespace {

using namespace std::chrono_literals;

// Here a wait is over at once or never ends, so that no test has to wait.
class DeadlinesTest : public testing::Test {
 protected:
  struct Entry : Deadlines::Entry {
    void expired() override {
      ++times;
      if (then) then();
    }
    int times = 0;
    std::function<void()> then;
  };

  // Runs the loop while there is something that is due.
  void run() {
    loop.restart();
    while (loop.run_one_for(50ms) > 0) {
    }
  }

  static constexpr Wait at_once = Wait::body;
  static constexpr Wait never = Wait::idle;

  asio::io_context loop{1};
  Deadlines deadlines{loop,
                      [](Wait kind) { return std::chrono::steady_clock::duration(kind == never ? 1h : 0s); }};
};

TEST_F(DeadlinesTest, AnEntryExpiresOnce) {
  Entry entry;
  deadlines.arm(entry, at_once);
  run();
  EXPECT_EQ(entry.times, 1);
}

TEST_F(DeadlinesTest, ADisarmedEntryDoesNotExpire) {
  Entry entry;
  deadlines.arm(entry, at_once);
  Deadlines::disarm(entry);
  Deadlines::disarm(entry);
  run();
  EXPECT_EQ(entry.times, 0);
}

TEST_F(DeadlinesTest, AnEntryThatIsGoneIsForgotten) {
  {
    Entry entry;
    deadlines.arm(entry, at_once);
  }
  run();
}

TEST_F(DeadlinesTest, ArmingAgainReplacesTheWait) {
  Entry entry;
  deadlines.arm(entry, at_once);
  deadlines.arm(entry, never);
  run();
  EXPECT_EQ(entry.times, 0);
  deadlines.arm(entry, at_once);
  run();
  EXPECT_EQ(entry.times, 1);
}

TEST_F(DeadlinesTest, AnEarlierDeadlineIsNotHeldUpByALaterOne) {
  Entry patient;
  Entry hasty;
  deadlines.arm(patient, never);
  deadlines.arm(hasty, at_once);
  run();
  EXPECT_EQ(hasty.times, 1);
  EXPECT_EQ(patient.times, 0);
}

TEST_F(DeadlinesTest, AnEntryMayArmAnotherWhenItExpires) {
  Entry patient;
  Entry first;
  Entry second;
  Entry third;
  first.then = [&] { deadlines.arm(second, Wait::header); };
  second.then = [&] { deadlines.arm(third, Wait::header); };
  deadlines.arm(patient, never);
  deadlines.arm(first, Wait::drain);
  run();
  EXPECT_EQ(second.times, 1);
  EXPECT_EQ(third.times, 1);
  EXPECT_EQ(patient.times, 0);
}

TEST_F(DeadlinesTest, AnEntryMayDisarmOthersWhenItExpires) {
  Entry first;
  std::optional<Entry> second(std::in_place);
  first.then = [&] { second.reset(); };
  deadlines.arm(first, at_once);
  deadlines.arm(*second, at_once);
  run();
  EXPECT_EQ(first.times, 1);
}

TEST(Deadlines, ThoseOfTheDaemonAreNotOverAtOnce) {
  struct Entry : Deadlines::Entry {
    void expired() override { ADD_FAILURE(); }
  } entry;
  asio::io_context loop(1);
  Deadlines deadlines(loop);
  for (const Wait kind :
       {Wait::header, Wait::idle, Wait::body, Wait::write, Wait::drain, Wait::silence, Wait::closing}) {
    deadlines.arm(entry, kind);
    loop.poll();
  }
}

}  // namespace
}  // namespace toolbox
