#include <gtest/gtest.h>

#include <string>

#include "base/limits.h"
#include "pty/history.h"
#include "unit/support.h"

namespace toolbox {
namespace {

class PtyHistory : public testing::Test {
 protected:
  std::string recent() {
    std::string out;
    const std::uint64_t begin = run_on(loop_, history_.recent());
    history_.backlog().copy(begin, history_.backlog().end(), out);
    return out;
  }
  History::Snapshot snapshot() { return run_on(loop_, history_.snapshot()); }
  void draw() { run_on(loop_, history_.draw()); }
  // What a screen of its own makes of all that was appended, and shows.
  void append(const std::string& bytes) {
    history_.append(bytes);
    all_ += bytes;
  }
  std::string expected() const {
    Screen screen(80, 24, limits::pty_scrollback);
    screen.write(all_);
    return screen.snapshot();
  }

  asio::io_context loop_;
  Pool pool_{"screens", 1};
  History history_{loop_.get_executor(), pool_, {80, 24}};
  std::string all_;
};

TEST_F(PtyHistory, TheSnapshotIsThatOfAllOutput) {
  append("one\r\n\x1b[31mtwo\x1b[0m\r\n");
  EXPECT_EQ(snapshot().bytes, expected());
  append("three");
  const auto now = snapshot();
  EXPECT_EQ(now.bytes, expected());
  EXPECT_EQ(now.offset, all_.size());
}

TEST_F(PtyHistory, OutputGoesOnBeforeAnUnfinishedSequence) {
  append("text\x1b[3");
  const auto now = snapshot();
  EXPECT_EQ(now.offset, 4U);
  append("1mred");
  EXPECT_EQ(snapshot().bytes, expected());
}

TEST_F(PtyHistory, WhatIsDrawnMayLeave) {
  std::string line(70, 'x');
  while (!history_.behind()) append(line + "\r\n");
  EXPECT_FALSE(history_.full());
  draw();
  EXPECT_FALSE(history_.behind());
  history_.trim(history_.backlog().end());
  EXPECT_GT(history_.backlog().begin(), 0U);
  EXPECT_GE(recent().size(), limits::pty_scrollback);
  EXPECT_LE(recent().size(), limits::pty_scrollback + limits::vt_sequence);
}

TEST_F(PtyHistory, NothingLeavesThatIsWantedOrNotDrawn) {
  append(std::string(limits::pty_scrollback, 'x'));
  append(std::string(limits::pty_draw, 'y'));
  history_.trim(history_.backlog().end());
  EXPECT_EQ(history_.backlog().begin(), 0U);
  draw();
  history_.trim(10);
  EXPECT_EQ(history_.backlog().begin(), 0U);
}

TEST_F(PtyHistory, AFloodEndsOnTheSameScreen) {
  for (int i = 0; i < 60'000; ++i) {
    append("\x1b[3" + std::to_string(i % 8) + "mline " + std::to_string(i) + "\r\n");
    while (history_.behind()) draw();
  }
  append("\x1b[?25l$ ");
  const std::string seen = snapshot().bytes;
  const std::string wanted = expected();
  // The scrollback of the one may begin later; the screen is the same.
  const std::size_t tail = 1'500;
  EXPECT_EQ(seen.substr(seen.size() - tail), wanted.substr(wanted.size() - tail));
  EXPECT_GE(seen.size(), limits::pty_scrollback * 9 / 10);
}

TEST_F(PtyHistory, ASizeHoldsFromItsPlaceOn) {
  history_.append("a");
  history_.resize({10, 5});
  history_.append(std::string(12, 'b'));
  history_.resize({20, 5});
  history_.append("c");
  Screen screen(80, 24, limits::pty_scrollback);
  screen.write("a");
  screen.resize(10, 5);
  screen.write(std::string(12, 'b'));
  screen.resize(20, 5);
  screen.write("c");
  EXPECT_EQ(snapshot().bytes, screen.snapshot());
}

TEST_F(PtyHistory, ManySizesWithinASequenceAreDrawn) {
  history_.append("x\x1b[3");
  for (std::size_t i = 0; i <= limits::pty_resizes + 1; ++i) {
    history_.resize({20 + static_cast<int>(i % 50), 10});
    history_.append("1;3");
  }
  history_.resize({30, 10});
  draw();
  EXPECT_FALSE(history_.behind());
}

TEST_F(PtyHistory, MuchWorkIsDoneInTurns) {
  history_.resize({500, 500});
  const std::string fill = "\x1b[?69h\x1b[2;499s\x1b[500;2H";  // each line feed moves nearly all cells
  history_.append(fill + std::string(100, '\n') + "\x1b[?69l\x1b[Hthe end");
  EXPECT_NE(snapshot().bytes.find("the end"), std::string::npos);
}

TEST_F(PtyHistory, ManySizesAreDrawn) {
  history_.append("x");
  for (int i = 0; i < 1'000; ++i) {
    history_.resize({20 + i % 50, 10});
    history_.append("y");
    while (history_.behind()) draw();
  }
  EXPECT_NE(snapshot().bytes.find("yyyyyyyyyy"), std::string::npos);
}

TEST_F(PtyHistory, ASizeWithinASequenceAndAnEndlessSequence) {
  history_.append("a\x1b[3");
  history_.resize({40, 10});
  history_.append("1mred\x1b]0;");
  for (int i = 0; i < 40; ++i) {
    history_.append(std::string(limits::vt_sequence / 2, 't'));
    while (history_.behind()) draw();
  }
  history_.append(
      "\x07"
      "done");
  EXPECT_NE(snapshot().bytes.find("done"), std::string::npos);
}

}  // namespace
}  // namespace toolbox
