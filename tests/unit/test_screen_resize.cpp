#include <gtest/gtest.h>

#include "screen_support.h"

namespace toolbox {
namespace {

using namespace test;

std::string resized(std::string_view output, int cols, int rows) {
  Screen screen = shown(output);
  screen.resize(cols, rows);
  return drawn(screen);
}

TEST(ScreenResize, LinesAreWrappedAnew) {
  EXPECT_EQ(resized("0123456789abcde\r\n$ ", 10, 5), "0123456789abcde\r\n$\x1b[3;3H");
  EXPECT_EQ(resized("0123456789abcdefghijklm\r\n$ ", 30, 5), "0123456789abcdefghijklm\r\n$\x1b[2;3H");
}

TEST(ScreenResize, NarrowerAndWiderAgainLosesNothing) {
  const std::string output = "0123456789abcde \x1b[31mred\x1b[m\r\n\xE4\xBD\xA0\xE5\xA5\xBD\r\n$ ";
  Screen screen = shown(output);
  for (const int cols : {7, 3, 2, 12, 20}) screen.resize(cols, 5);
  EXPECT_EQ(text_of(drawn(screen)), text_of(drawn(output)));
}

TEST(ScreenResize, TheCursorStaysWithItsText) {
  Screen screen = shown("0123456789abcdefghi\x1b[1;13H");  // on the c
  screen.resize(5, 5);
  screen.write("X");
  EXPECT_EQ(text_of(drawn(screen)), "0123456789abXdefghi");
}

TEST(ScreenResize, WhatDoesNotFitScrollsAway) {
  EXPECT_EQ(resized("1\r\n2\r\n3\r\n4\r\n5", 20, 2), "1\r\n2\r\n3\r\n4\r\n5\x1b[2;2H");
  // Rows below the cursor that are empty go first.
  EXPECT_EQ(resized("1\r\n2", 20, 2), "1\r\n2\x1b[2;2H");
}

TEST(ScreenResize, TheAlternateScreenIsCutAndTheOtherWrapped) {
  Screen screen = shown("0123456789abcde\x1b[?1049h\x1b[Halternate screen");
  screen.resize(9, 5);
  EXPECT_EQ(text_of(drawn(screen)),
            "0123456789abcde"
            "alternate");
  screen.write("\x1b[?1049l!");
  EXPECT_EQ(text_of(drawn(screen)), "0123456789abcde!");
}

TEST(ScreenResize, RoomIsFilledFromAboveUnlessTheScreenWasCleared) {
  EXPECT_EQ(resized("1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n7", 20, 7), "1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n7\x1b[7;2H");
  EXPECT_EQ(resized("1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n7\x1b[H\x1b[2J$", 20, 7),
            "1\r\n2\r\n$\r\n\r\n\r\n\r\n\r\n\r\n\x1b[1;2H");
}

TEST(ScreenResize, MarginsAreGone) {
  EXPECT_EQ(resized("\x1b[2;4r", 20, 3), "\x1b[1;1H");
}

}  // namespace
}  // namespace toolbox
