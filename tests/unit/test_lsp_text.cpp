#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "lsp/text.h"

namespace toolbox {
namespace {

TextEdit edit(std::int64_t line, std::int64_t from, std::int64_t end_line, std::int64_t to,
              std::string text) {
  return {{{line, from}, {end_line, to}}, std::move(text)};
}

std::string with(std::string_view text, const TextEdit& one) {
  return apply_edits(text, {one});
}

TEST(LspText, EditsAreMadeInAnyOrder) {
  EXPECT_EQ(apply_edits("one two\nthree\n", {edit(1, 0, 1, 5, "3"), edit(0, 4, 0, 7, "2"),
                                             edit(0, 0, 0, 3, "1"), edit(2, 0, 2, 0, "4")}),
            "1 2\n3\n4");
  EXPECT_EQ(apply_edits("same", {}), "same");
}

TEST(LspText, ColumnsAreUtf16Units) {
  const std::string line = "aé漢😀z";  // 1, 1, 1, 2 and 1 units; 1, 2, 3, 4 and 1 bytes
  EXPECT_EQ(with(line, edit(0, 1, 0, 2, "-")), "a-漢😀z");
  EXPECT_EQ(with(line, edit(0, 2, 0, 3, "-")), "aé-😀z");
  EXPECT_EQ(with(line, edit(0, 3, 0, 5, "-")), "aé漢-z");
  EXPECT_EQ(with(line, edit(0, 5, 0, 6, "-")), "aé漢😀-");
}

TEST(LspText, APlaceInsideACharacterIsItsStart) {
  EXPECT_EQ(with("a😀z", edit(0, 2, 0, 2, "-")), "a-😀z");
  EXPECT_EQ(with("a😀z", edit(0, 2, 0, 3, "")), "az");
}

TEST(LspText, BytesThatAreNotUtf8CountAsOneUnitAndStay) {
  EXPECT_EQ(with("a\xFF\xE2\x82z\xF0", edit(0, 4, 0, 5, "-")), "a\xFF\xE2\x82-\xF0");
  EXPECT_EQ(with("\xF0\x9F\x98", edit(0, 3, 0, 3, "-")), "\xF0\x9F\x98-");
}

TEST(LspText, AllLineEndsCount) {
  const std::string text = "a\r\nb\rc\nd\r\re";
  EXPECT_EQ(with(text, edit(1, 0, 1, 1, "-")), "a\r\n-\rc\nd\r\re");
  EXPECT_EQ(with(text, edit(2, 0, 2, 1, "-")), "a\r\nb\r-\nd\r\re");
  EXPECT_EQ(with(text, edit(3, 0, 3, 1, "-")), "a\r\nb\rc\n-\r\re");
  EXPECT_EQ(with(text, edit(5, 0, 5, 1, "-")), "a\r\nb\rc\nd\r\r-");
  EXPECT_EQ(with(text, edit(0, 1, 1, 0, "")), "ab\rc\nd\r\re");
  EXPECT_EQ(with("a\r\nb", edit(0, 9, 0, 9, "-")), "a-\r\nb");
}

TEST(LspText, PositionsPastTheEndAreTheEnd) {
  EXPECT_EQ(with("ab\ncd", edit(0, 99, 0, 99, "-")), "ab-\ncd");
  EXPECT_EQ(with("ab\ncd", edit(9, 3, 9, 4, "-")), "ab\ncd-");
  EXPECT_EQ(with("ab\ncd\n", edit(0, 0, 2147483647, 2147483647, "-")), "-");
  EXPECT_EQ(with("ab\ncd", edit(INT64_MAX, INT64_MAX, INT64_MAX, INT64_MAX, "-")), "ab\ncd-");
  EXPECT_EQ(with("", edit(3, 3, 3, 3, "-")), "-");
  EXPECT_EQ(with("ab", edit(-1, -5, 0, 1, "-")), "-b");
  EXPECT_EQ(apply_edits("ab", {edit(0, 9, 0, 9, "1"), edit(4, 0, 4, 0, "2"), edit(0, 2, 0, 2, "3")}),
            "ab123");
}

TEST(LspText, InsertsAtOnePlaceKeepTheirOrder) {
  EXPECT_EQ(apply_edits("xy", {edit(0, 1, 0, 1, "1"), edit(0, 1, 0, 1, "2"), edit(0, 1, 0, 1, "3")}),
            "x123y");
  EXPECT_EQ(apply_edits("xyz", {edit(0, 1, 0, 2, "Y"), edit(0, 1, 0, 1, "1"), edit(0, 2, 0, 2, "2")}),
            "x1Y2z");
}

TEST(LspText, EditsThatTouchDoNotOverlap) {
  EXPECT_EQ(apply_edits("abcd", {edit(0, 2, 0, 4, "2"), edit(0, 0, 0, 2, "1")}), "12");
}

TEST(LspText, OverlappingEditsAreRefused) {
  EXPECT_THROW(apply_edits("abcd", {edit(0, 0, 0, 3, ""), edit(0, 2, 0, 4, "")}), std::invalid_argument);
  EXPECT_THROW(apply_edits("abcd", {edit(0, 0, 0, 3, ""), edit(0, 0, 0, 3, "")}), std::invalid_argument);
  EXPECT_THROW(apply_edits("abcd", {edit(0, 0, 0, 4, ""), edit(0, 2, 0, 2, "x")}), std::invalid_argument);
  EXPECT_THROW(with("abcd", edit(0, 3, 0, 2, "")), std::invalid_argument);
  EXPECT_THROW(with("abcd", edit(1, 0, 0, 2, "")), std::invalid_argument);
}

TEST(LspText, ManyEditsInALongTextTakeLinearTime) {
  // Quadratic time would be minutes.
  std::string text, expected;
  std::vector<TextEdit> edits;
  for (std::int64_t i = 0; i < 200'000; ++i) {
    text += "name x\n";
    expected += "name long\n";
    edits.push_back(edit(199'999 - i, 5, 199'999 - i, 6, "long"));
  }
  EXPECT_EQ(apply_edits(text, edits), expected);
  const std::string one_line(1'000'000, 'x');
  edits.clear();
  for (std::int64_t i = 0; i < 100'000; ++i) edits.push_back(edit(0, 10 * i, 0, 10 * i + 10, "y"));
  EXPECT_EQ(apply_edits(one_line, edits), std::string(100'000, 'y'));
}

TEST(LspText, LengthsOfLinesInUnits) {
  using Lengths = std::vector<std::uint32_t>;
  EXPECT_EQ(line_lengths(""), Lengths{0});
  EXPECT_EQ(line_lengths("ab\r\n\xF0\x9F\x98\x80\xC3\xA9\rx\n"), (Lengths{2, 3, 1, 0}));
}

TEST(LspText, APositionThatIsNotThereIsTheNearestBefore) {
  const std::vector<std::uint32_t> lines = {3, 0, 5};
  EXPECT_EQ(clamped({0, 2}, lines), (Position{0, 2}));
  EXPECT_EQ(clamped({0, 1'000'000'000'000}, lines), (Position{0, 3}));
  EXPECT_EQ(clamped({1, 1}, lines), (Position{1, 0}));
  EXPECT_EQ(clamped({7, 0}, lines), (Position{2, 5}));
}

TEST(LspText, SeparatorsEndLinesForSomeServers) {
  const std::string text =
      "a\xE2\x80\xA8"
      "bc\xE2\x80\xA9\xE2\x82\xAC\nd";
  using Lengths = std::vector<std::uint32_t>;
  EXPECT_EQ(line_lengths(text), (Lengths{6, 1}));
  EXPECT_EQ(line_lengths(text, LineEnds::ecmascript), (Lengths{1, 2, 1, 1}));
  EXPECT_EQ(apply_edits(text, {edit(3, 0, 3, 1, "D"), edit(1, 1, 1, 9, "C")}, LineEnds::ecmascript),
            "a\xE2\x80\xA8"
            "bC\xE2\x80\xA9\xE2\x82\xAC\nD");
  EXPECT_EQ(apply_edits(text, {edit(1, 0, 1, 1, "D")}),
            "a\xE2\x80\xA8"
            "bc\xE2\x80\xA9\xE2\x82\xAC\nD");
}

TEST(LspText, LineEndsLikeThoseOfAnotherText) {
  EXPECT_EQ(with_line_ends_of("a\r\nb\n", "x\ny\r\n\rz\n"), "x\r\ny\r\n\rz\r\n");
  EXPECT_EQ(with_line_ends_of("a\nb\r\n", "x\ny\r\n\rz\n"), "x\ny\n\rz\n");
  EXPECT_EQ(with_line_ends_of("a", "x\ny\r\n"), "x\ny\r\n");
  EXPECT_EQ(with_line_ends_of("a\rb", "x\ny\r\n"), "x\ny\r\n");
  EXPECT_EQ(with_line_ends_of("\n", ""), "");
}

}  // namespace
}  // namespace toolbox
