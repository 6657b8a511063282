#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "base/utf8.h"
#include "files/line_finder.h"

namespace toolbox {
namespace {

using Lines = std::vector<std::pair<std::int64_t, std::string>>;

Lines find_lines(const std::string& text, const std::string& what, std::size_t piece,
                 std::size_t window = 0) {
  const Substring substring(what);
  LineFinder finder(substring, window);
  Lines lines;
  std::size_t at = 0;
  const auto read = [&](std::span<char> into) {
    const std::size_t n = std::min({piece, into.size(), text.size() - at});
    std::copy_n(text.begin() + static_cast<std::ptrdiff_t>(at), n, into.begin());
    at += n;
    return n;
  };
  const auto found = [&](std::int64_t line, std::string_view content) {
    lines.emplace_back(line, content);
    return true;
  };
  finder.search(read, found);
  return lines;
}

TEST(LineFinder, GivesEachMatchingLineOnceHoweverItIsCutUp) {
  const std::string text = "one\ntwo x\n\n x x\r\nno\nx";
  const Lines wanted = {{2, "two x"}, {4, " x x"}, {6, "x"}};
  for (std::size_t piece : {1U, 2U, 3U, 7U, 100U}) EXPECT_EQ(find_lines(text, "x", piece), wanted) << piece;
}

TEST(LineFinder, LeavesExactlyOneTrailingCrOut) {
  EXPECT_EQ(find_lines("x\r\r\n\rx\r", "x", 100), (Lines{{1, "x\r"}, {2, "\rx"}}));
  EXPECT_EQ(find_lines("a\r\nb\r\r\n", "\r", 100), (Lines{{2, "b\r"}}))
      << "the CR of a line's end is not content";
}

TEST(LineFinder, TakesANulInTheFirst512BytesForBinary) {
  std::string text = "x\n" + std::string(600, 'a') + "\nx\n";
  text[511] = '\0';
  EXPECT_TRUE(find_lines(text, "x", 1).empty());
  std::swap(text[511], text[512]);
  EXPECT_EQ(find_lines(text, "x", 1).size(), 2U);
}

TEST(LineFinder, CutsLongLinesAroundTheMatch) {
  const std::string line(3 * limits::max_find_line, '-');
  for (std::size_t before : {0UL, 10UL, limits::max_find_line, 2 * line.size()}) {
    const std::string text = std::string(before, '+') + "needle" + line + "\nneedle\r\n";
    const Lines lines = find_lines(text, "needle", 1000);
    ASSERT_EQ(lines.size(), 2U) << before;
    EXPECT_LE(lines[0].second.size(), limits::max_find_line);
    EXPECT_NE(lines[0].second.find("needle"), std::string::npos);
    EXPECT_EQ(lines[1], std::pair(std::int64_t{2}, std::string("needle")));
  }
}

TEST(LineFinder, GivesALineThatIsJustNotTooLongWhole) {
  for (const char* end : {"", "\n", "\r\n"}) {
    for (std::size_t at : {0UL, 1'000UL, limits::max_find_line - 1}) {
      std::string line(limits::max_find_line, '-');
      line[at] = 'x';
      EXPECT_EQ(find_lines("\n" + line + end, "x", 4096), (Lines{{2, line}})) << at;
    }
  }
}

TEST(LineFinder, CutsBetweenCharacters) {
  for (std::size_t shift = 0; shift < 4; ++shift) {
    std::string text(shift, 'a');
    for (int i = 0; i < 3000; ++i) text += "😀";
    text += "x";
    for (int i = 0; i < 3000; ++i) text += "😀";
    const Lines lines = find_lines(text, "x", 4096);
    ASSERT_EQ(lines.size(), 1U);
    EXPECT_TRUE(utf8::valid(lines[0].second)) << shift;
    EXPECT_GT(lines[0].second.size(), limits::max_find_line - 8);
  }
}

TEST(LineFinder, ShowsAMatchThatIsLongerThanThatWhole) {
  const std::string what(3 * limits::max_find_line, 'w');
  const Lines lines = find_lines("\n-" + what + "-\n", what, 999);
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0], std::pair(std::int64_t{2}, what));
}

TEST(LineFinder, NumbersLinesFarIntoALongText) {
  std::string text, needle = "needle";
  for (int i = 0; i < 60'000; ++i) text += i % 1000 == 999 ? "a needle\n" : "nothing\n";
  const Lines lines = find_lines(text, needle, 100'000);
  ASSERT_EQ(lines.size(), 60U);
  for (std::size_t i = 0; i < lines.size(); ++i)
    EXPECT_EQ(lines[i].first, static_cast<std::int64_t>(1000 * (i + 1)));
}

TEST(Substring, FindsWhatAPlainSearchFinds) {
  std::uint32_t random = 1;
  const auto next = [&random](std::uint32_t below) {
    random = random * 1664525U + 1013904223U;
    return (random >> 16U) % below;
  };
  for (int round = 0; round < 2000; ++round) {
    std::string text, what;
    for (std::uint32_t i = next(400); i > 0; --i) text += "ab\n"[next(3)];
    for (std::uint32_t i = next(4) + 1; i > 0; --i) what += "ab\n"[next(3)];
    for (std::size_t from : {0U, 1U, 50U}) {
      EXPECT_EQ(Substring(what).find(text, from), text.find(what, from)) << text << "|" << what;
    }
  }
}

TEST(Substring, ManyVainStopsChangeNothing) {
  const std::string text = std::string(100'000, 'a') + "ab";
  EXPECT_EQ(Substring("aab").find(text, 0), text.size() - 3);
  EXPECT_EQ(Substring("ba").find(text, 0), std::string::npos);
  EXPECT_EQ(Substring(std::string(500, 'a') + "b").find(text, 0), text.size() - 501);
}

}  // namespace
}  // namespace toolbox
