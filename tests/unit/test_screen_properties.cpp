// What holds for whatever a program writes.
#include <gtest/gtest.h>

#include <algorithm>

#include "screen_support.h"

namespace toolbox {
namespace {

using namespace test;

// A terminal that was given a snapshot shows what the first one does, and so gives the same snapshot.
std::string again(const std::string& snapshot, int cols, int rows) {
  Screen screen(cols, rows, scrollback);
  EXPECT_EQ(screen.write(snapshot), snapshot.size());
  return screen.snapshot();
}

TEST(ScreenProperties, ASnapshotDrawsTheSameScreen) {
  for (unsigned seed = 1; seed <= 4000; ++seed) {
    Stream stream(seed);
    const int cols = static_cast<int>(1 + stream.below(24)), rows = static_cast<int>(1 + stream.below(8));
    const std::string output = stream.any(1 + stream.below(60));
    const std::string snapshot = shown(output, cols, rows).snapshot();
    ASSERT_EQ(again(snapshot, cols, rows), snapshot)
        << "seed " << seed << ", " << cols << "x" << rows << ": " << ::testing::PrintToString(output);
  }
}

// Without the scrollback, which misses what was skipped, and keeps the width that its lines were wrapped at.
std::string screen_alone(Screen& screen) {
  screen.write("\x1b[3J");
  return screen.snapshot();
}

TEST(ScreenProperties, AndAfterResizes) {
  for (unsigned seed = 1; seed <= 3000; ++seed) {
    Stream stream(seed);
    Screen screen(10, 4, scrollback);
    int cols = 10, rows = 4;
    for (int i = 0; i < 4; ++i) {
      screen.write(stream.any(1 + stream.below(30)) + "\x1b\\ ");
      cols = static_cast<int>(1 + stream.below(24));
      rows = static_cast<int>(1 + stream.below(8));
      screen.resize(cols, rows);
    }
    Screen other(cols, rows, scrollback);
    other.write(screen.snapshot());
    const std::string snapshot = other.snapshot();
    ASSERT_EQ(again(snapshot, cols, rows), snapshot) << "seed " << seed;
    ASSERT_EQ(screen_alone(other), screen_alone(screen)) << "seed " << seed;
  }
}

TEST(ScreenProperties, OutputInPiecesGivesTheSameAsAtOnce) {
  for (unsigned seed = 1; seed <= 300; ++seed) {
    Stream stream(seed);
    const std::string output = stream.any(40) + "\x1b\\ ";  // nothing is left unfinished
    const std::string whole = shown(output).snapshot();
    for (const std::size_t size : {1U, 2U, 3U, 7U}) {
      Screen screen(20, 5, scrollback);
      write_in_pieces(screen, output, size);
      ASSERT_EQ(screen.snapshot(), whole) << "seed " << seed << ", pieces of " << size;
    }
  }
}

TEST(ScreenProperties, CutAtEveryByteItIsTheSame) {
  const std::string output =
      "a\xE4\xBD\xA0 e\xCC\x81 \xF0\x9F\x98\x80\r\n\x1b[1;38;5;200mx\x1b[m\x1b]0;t\xC3\xA9\x1b\\\x1b(0q\x1b(B"
      "\x1b[?1049h\x1bP1$r\x1b\\\x1b[2;3Hq\xFF\xE4z\x1b[?1049l";
  const std::string whole = shown(output).snapshot();
  for (std::size_t cut = 0; cut <= output.size(); ++cut) {
    Screen screen(20, 5, scrollback);
    std::string_view rest = output;
    rest.remove_prefix(screen.write(rest.substr(0, cut)));
    EXPECT_EQ(screen.write(rest), rest.size());
    EXPECT_EQ(screen.snapshot(), whole) << "cut at " << cut;
  }
}

TEST(ScreenProperties, WhatIsSkippedWouldNotHaveBeenSeen) {
  unsigned skipped = 0;
  for (unsigned seed = 1; seed <= 3000; ++seed) {
    Stream stream(seed);
    const int cols = static_cast<int>(1 + stream.below(24)), rows = static_cast<int>(1 + stream.below(6));
    const std::string before =
        stream.any(stream.below(20)) + "\x1b\\ " + (stream.below(4) != 0 ? "\x1b[99;5H" : "");
    // Mostly plain, and sometimes not.
    const auto mostly_plain = [&stream](unsigned pieces) {
      std::string output = stream.plain(pieces);
      if (stream.below(5) == 0) output += stream.piece();
      return output;
    };
    const std::string output = mostly_plain(1 + stream.below(30));
    const std::string behind = mostly_plain(stream.below(60)) + stream.any(stream.below(10));
    Screen drawn_all(cols, rows, scrollback), hinted(cols, rows, scrollback), cut(cols, rows, scrollback);
    for (Screen* screen : {&drawn_all, &hinted, &cut}) screen->write(before);
    drawn_all.write(output + behind);
    const std::string unhinted = shown(before + output, cols, rows).snapshot();
    std::size_t taken = hinted.write(output, behind);
    if (hinted.snapshot() != unhinted) ++skipped;
    hinted.write(output.substr(taken) + behind);
    ASSERT_EQ(screen_alone(hinted), screen_alone(drawn_all))
        << "seed " << seed << ", " << cols << "x" << rows << ": " << ::testing::PrintToString(before) << " "
        << ::testing::PrintToString(output) << " " << ::testing::PrintToString(behind);
    // Cut anywhere, as a read from the program may end.
    const std::string all = output + behind;
    const std::size_t at = stream.below(static_cast<unsigned>(output.size()) + 1);
    taken = cut.write(std::string_view(all).substr(0, at), std::string_view(all).substr(at));
    cut.write(std::string_view(all).substr(taken));
    ASSERT_EQ(screen_alone(cut), screen_alone(drawn_all)) << "seed " << seed << ", cut at " << at;
  }
  EXPECT_GT(skipped, 300U);  // or this would say nothing
}

}  // namespace
}  // namespace toolbox
