#include <gtest/gtest.h>

#include "base/limits.h"
#include "pty/screen.h"
#include "screen_support.h"

namespace toolbox {
namespace {

using namespace test;

TEST(Screen, TextIsDrawnWithItsColoursAndTheCursorBehindIt) {
  EXPECT_EQ(drawn("one \x1b[31mred\x1b[m\r\ntwo"), "one \x1b[31mred\x1b[m\r\ntwo\x1b[2;4H");
  EXPECT_EQ(drawn("\x1b[1;2;3;5;7;8;9;53mx"), "\x1b[1;2;3;5;7;8;9;53mx\x1b[m\x1b[1;2H\x1b[1;2;3;5;7;8;9;53m");
}

TEST(Screen, ColoursStayWhatTheyAre) {
  EXPECT_EQ(drawn("\x1b[94;103mx\x1b[m"), "\x1b[94;103mx\x1b[m\x1b[1;2H");
  EXPECT_EQ(drawn("\x1b[38;5;200mx\x1b[m"), "\x1b[38;5;200mx\x1b[m\x1b[1;2H");
  EXPECT_EQ(drawn("\x1b[38;5;1mx\x1b[m"), "\x1b[31mx\x1b[m\x1b[1;2H");
  const std::string rgb = "\x1b[48;2;1;2;3mx\x1b[m\x1b[1;2H";
  EXPECT_EQ(drawn("\x1b[48;2;1;2;3mx\x1b[m"), rgb);
  EXPECT_EQ(drawn("\x1b[48:2:1:2:3mx\x1b[m"), rgb);
  EXPECT_EQ(drawn("\x1b[48:2::1:2:3mx\x1b[m"), rgb);
  // An underline's own colour does not become attributes of the text.
  EXPECT_EQ(drawn("\x1b[4:3;58;5;9mx\x1b[m"), "\x1b[4:3;58:5:9mx\x1b[m\x1b[1;2H");
  EXPECT_EQ(drawn("\x1b[38;5m\x1b[38m\x1b[38;9;1mx"), "\x1b[1mx\x1b[m\x1b[1;2H\x1b[1m");
}

TEST(Screen, BlanksAtTheEndAreLeftOutUnlessTheyShow) {
  EXPECT_EQ(drawn("a   \r\n   \r\n"), "a\x1b[3;1H");
  EXPECT_EQ(drawn("\x1b[7m  \x1b[m"), "\x1b[7m  \x1b[m\x1b[1;3H");
  EXPECT_EQ(drawn("\x1b[44m\x1b[K\x1b[m", 4), "\x1b[44m    \x1b[m\x1b[1;1H");
}

TEST(Screen, AWrappedLineIsWrittenAsOne) {
  EXPECT_EQ(drawn("0123456789abcdefghijklmn\r\nx"), "0123456789abcdefghijklmn\r\nx\x1b[3;2H");
  // Also where its beginning has scrolled away.
  EXPECT_EQ(drawn("0123456789abcdefghijklmn\r\n\n\n\n"), "0123456789abcdefghijklmn\r\n\r\n\r\n\r\n\x1b[5;1H");
  // Not what only looks so: a full line and another below it.
  EXPECT_EQ(drawn("0123456789abcdefghij\r\nx"), "0123456789abcdefghij\r\nx\x1b[2;2H");
}

TEST(Screen, TheNextCharacterWrapsWhereItWould) {
  const Screen screen = shown("0123456789abcdefghij");
  Screen other = shown(screen.snapshot());
  other.write("k");
  EXPECT_EQ(text_of(drawn(other)), "0123456789abcdefghijk");
}

TEST(Screen, ScrolledLinesComeFirstAndInOrder) {
  std::string output, expected;
  for (int i = 0; i < 50; ++i) {
    output += "line " + std::to_string(i) + "\r\n";
    expected += "line " + std::to_string(i) + "\r\n";
  }
  EXPECT_EQ(drawn(output), expected + "\x1b[5;1H");
}

TEST(Screen, TheScrollbackIsBoundedAndCutBetweenLines) {
  Screen screen(20, 5, 1000);
  for (int i = 0; i < 100'000; ++i) screen.write("line " + std::to_string(i) + "\r\n");
  const std::string text = text_of(drawn(screen));
  EXPECT_LT(text.size(), 1100U);
  EXPECT_GT(text.size(), 900U);
  EXPECT_TRUE(text.starts_with("line 99")) << text;
  EXPECT_TRUE(text.ends_with("line 99999\r\n")) << text;
  screen.write("\x1b[3J");
  EXPECT_EQ(text_of(drawn(screen)), "line 99996\r\nline 99997\r\nline 99998\r\nline 99999");
}

TEST(Screen, ALineWithoutEndTakesNoMoreThanTheScrollback) {
  Screen screen(20, 5, 1000);
  for (int i = 0; i < 100'000; ++i) screen.write("0123456789");
  EXPECT_LT(screen.snapshot().size(), 1500U);
}

TEST(Screen, NothingIsKeptAboveWithoutAScrollback) {
  EXPECT_EQ(text_of(drawn(shown("1\r\n2\r\n3\r\n4\r\n5\r\n6", 20, 5, 0))), "2\r\n3\r\n4\r\n5\r\n6");
}

TEST(Screen, WideAndCombiningCharactersKeepTheirPlaces) {
  EXPECT_EQ(drawn("\xE4\xBD\xA0\xE5\xA5\xBD e\xCC\x81 \xF0\x9F\x98\x80|"),
            "\xE4\xBD\xA0\xE5\xA5\xBD e\xCC\x81 \xF0\x9F\x98\x80|\x1b[1;11H");
  // One that does not fit goes to the next row whole; one that is half overwritten is gone.
  EXPECT_EQ(drawn("abc\xE4\xBD\xA0", 4), "abc\xE4\xBD\xA0\x1b[2;3H");
  EXPECT_EQ(drawn("\xE4\xBD\xA0\x1b[2Gx"), " x\x1b[1;3H");
  EXPECT_EQ(drawn("\xE4\xBD\xA0\rx"), "x\x1b[1;2H");
  // What combines with the last column's character does not wrap.
  EXPECT_EQ(drawn("abce\xCC\x81", 4), "abce\xCC\x81\x1b[1;4He\xCC\x81");
}

TEST(Screen, WhatIsNoUtf8IsReplaced) {
  EXPECT_EQ(drawn("a\xFF\xC2\x85z\xE4\xBD."), "a\xEF\xBF\xBDz\xEF\xBF\xBD\xEF\xBF\xBD.\x1b[1;7H");
}

TEST(Screen, TheAlternateScreenIsDrawnAboveTheShells) {
  const std::string vim = "$ vim\r\n\x1b[?1049h\x1b[2J\x1b[H~\r\n~";
  EXPECT_EQ(text_of(drawn(vim)), "$ vim~\r\n~");
  // Leaving it shows the shell again, with the cursor where it was.
  Screen other = shown(shown(vim).snapshot());
  other.write("\x1b[?1049l");
  EXPECT_EQ(drawn(other), drawn(shown(vim + "\x1b[?1049l")));
  EXPECT_EQ(text_of(drawn(other)), "$ vim");
}

TEST(Screen, LinesOfTheAlternateScreenAreNotKept) {
  EXPECT_EQ(text_of(drawn("$\x1b[?1049h1\r\n2\r\n3\r\n4\r\n5\r\n6\r\n7\x1b[?1049l")), "$");
}

TEST(Screen, TheScrollRegionIsKept) {
  const std::string output = "top\x1b[2;4r\x1b[4;1Ha\nb";
  EXPECT_EQ(drawn(output), "top\r\n\r\na\r\n b\x1b[2;4r\x1b[4;3H");
  EXPECT_EQ(drawn("\x1b[2;4r\x1b[?6h\x1b[2;3H"), "\x1b[2;4r\x1b[?6h\x1b[2;3H");
}

TEST(Screen, ModesAreKept) {
  const std::vector<std::string> modes = {"\x1b[4h",     "\x1b[20h",    "\x1b[?7l",    "\x1b[?25l",
                                          "\x1b[?5h",    "\x1b[?1h",    "\x1b=",       "\x1b[?1004h",
                                          "\x1b[?2004h", "\x1b[?1003h", "\x1b[?1006h", "\x1b[4 q",
                                          "\x1b[?12l"};
  std::string all;
  for (const std::string& mode : modes) {
    EXPECT_EQ(drawn(mode), "\x1b[1;1H" + mode);
    all += mode;
  }
  EXPECT_EQ(drawn(all), "\x1b[1;1H" + all);
  // And gone when they were reset.
  EXPECT_EQ(drawn(all + "\x1b"
                        "c"),
            "\x1b[1;1H");
  EXPECT_EQ(drawn(drawn(all) + "\x1b[!p"), "\x1b[1;1H");
}

TEST(Screen, ASnapshotSetsBackWhatTheClientsTerminalHad) {
  Screen client =
      shown("old\x1b[?1049h\x1b[31m\x1b[2;3r\x1b[?6h\x1b[4h\x1b(0\x1b[?1000h\x1b[?25l\x1b[?2004h\x1b[3g");
  const Screen screen = shown("new");
  client.write(screen.snapshot());
  EXPECT_EQ(drawn(client), "new\x1b[1;4H");
}

TEST(Screen, TheTitleIsKept) {
  EXPECT_EQ(drawn("\x1b]0;both\x07"), "\x1b[1;1H\x1b]1;both\x1b\\\x1b]2;both\x1b\\");
  EXPECT_EQ(drawn("\x1b]2;caf\xC3\xA9\x1b\\"), "\x1b[1;1H\x1b]2;caf\xC3\xA9\x1b\\");
  EXPECT_EQ(drawn("\x1b]0;cut\x18"), "\x1b[1;1H");
  const std::string long_title = drawn("\x1b]2;" + std::string(10'000, 'x') + "\x07");
  EXPECT_LT(long_title.size(), limits::vt_title + 100);
}

TEST(Screen, LineDrawingIsText) {
  EXPECT_EQ(drawn("\x1b(0lqk\x1b(Bq"), "\xE2\x94\x8C\xE2\x94\x80\xE2\x94\x90q\x1b[1;5H");
  EXPECT_EQ(drawn("\x1b)0\x0eq"), "\xE2\x94\x80\x1b[1;2H\x1b)0\x0e");
}

TEST(Screen, TheSavedCursorIsKept) {
  Screen other = shown(shown("ab\x1b[31m\x1b"
                             "7\x1b[m\x1b[3;3H")
                           .snapshot());
  other.write(
      "\x1b"
      "8x");
  EXPECT_EQ(drawn(other), drawn("ab\x1b[31m\x1b"
                                "7\x1b[m\x1b[3;3H\x1b"
                                "8x"));
  EXPECT_EQ(text_of(drawn("ab\x1b[s\x1b[3;3H\x1b[uc")), "abc");  // the other way to write them
}

TEST(Screen, TabStopsAreKept) {
  EXPECT_EQ(drawn("\x1b[3g\x1b[5G\x1bH"), "\x1b[3g\x1b[1;5H\x1bH\x1b[1;5H");
}

TEST(Screen, AnUnfinishedSequenceHasToComeAgain) {
  Screen screen(20, 5, 0);
  EXPECT_EQ(screen.write("ab\x1b[3"), 2U);
  EXPECT_EQ(screen.write("\x1b[31mc\xE4\xBD"), 6U);
  EXPECT_EQ(screen.write("\xE4\xBD\xA0"), 3U);
  EXPECT_EQ(drawn(screen), "ab\x1b[31mc\xE4\xBD\xA0\x1b[m\x1b[1;6H\x1b[31m");
}

TEST(Screen, ALongSequenceIsPassedOver) {
  Screen screen(20, 5, 0);
  const std::string begun = "\x1b]52;c;" + std::string(limits::vt_sequence, 'A');
  EXPECT_EQ(screen.write(begun), begun.size());
  EXPECT_EQ(screen.write("AAA\x1b"), 0U);
  EXPECT_EQ(screen.write("AAA\x1b\\text"), 9U);
  EXPECT_EQ(drawn(screen), "text\x1b[1;5H");
}

TEST(Screen, HostileSequencesDoNoHarm) {
  EXPECT_EQ(drawn("\x1b[5b"), "\x1b[1;1H");          // nothing to repeat
  EXPECT_EQ(drawn("\xCC\x81\x1b[5b"), "\x1b[1;1H");  // nothing to combine with
  EXPECT_EQ(drawn("\x1b[99999999999999999999;1H"), "\x1b[5;1H");
  EXPECT_EQ(drawn("\x1b[" + std::string(1000, ';') + "H"), "\x1b[1;1H");
  EXPECT_EQ(drawn("\x1b[\xC2\x85 "), "\x1b[1;2H");
  Screen screen(1, 1, 10);
  screen.write("\xE4\xBD\xA0x\x1b#6\x1b[2;1r\x1b[9;1s\x1b[?69h\x1b[5L\x1b[5M\x1b[5@\x1b[5P\n\t");
  screen.resize(1000, 1000);
  screen.write("\x1b[999;999Hx");
  screen.resize(1, 1);
}

TEST(Screen, CombiningCharactersWithoutEndTakeNoMemory) {
  Screen screen(20, 5, 1000);
  screen.write("a");
  for (int i = 0; i < 10'000; ++i) screen.write("\xCC\x81\xCC\x81\xCC\x81\xCC\x81");
  EXPECT_LT(screen.snapshot().size(), 300U);
}

TEST(Screen, InsertingAndDeletingLinesMovesTheCursorToTheLeft) {
  for (const char* sequence : {"\x1b[L", "\x1b[M"}) {
    Screen screen(20, 5, 1'000);
    screen.write("line\r\n   abc" + std::string(sequence) + "x");
    Screen expected(20, 5, 1'000);
    expected.write("line\r\n   abc" + std::string(sequence) + "\rx");
    EXPECT_EQ(screen.snapshot(), expected.snapshot());
  }
}

TEST(Screen, NoShiftOfGrIsSent) {
  Screen screen(20, 5, 1'000);
  screen.write(
      "\x1b(B\x1b)0\x1b[?1049h\x0elqqk\x0f text\x1b"
      "7");
  for (const char* shift : {"\x1b~", "\x1b}", "\x1b|"}) {
    EXPECT_EQ(screen.snapshot().find(shift), std::string::npos);
  }
}

TEST(Screen, TheRestOfALongStringIsNoText) {
  Screen screen(20, 5, 1'000);
  const std::string part(limits::vt_sequence, 'A');
  EXPECT_EQ(screen.write("seen\x1b]52;c;" + part), part.size() + 11);
  Screen late(20, 5, 1'000);
  late.write(screen.snapshot() + "BBB\x07 done");
  screen.write("BBB\x07 done");
  EXPECT_EQ(late.snapshot(), screen.snapshot());
  EXPECT_EQ(late.snapshot().find("BBB"), std::string::npos);
}

}  // namespace
}  // namespace toolbox
