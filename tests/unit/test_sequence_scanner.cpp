#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "pty/sequence_scanner.h"

namespace toolbox {
namespace {

using Kind = SequenceScanner::Kind;
using Tokens = std::vector<std::pair<Kind, std::string>>;

Tokens tokens(std::string_view bytes) {
  SequenceScanner scanner;
  Tokens result;
  while (!bytes.empty()) {
    const auto token = scanner.next(bytes);
    if (!token.finished) break;
    if (!token.bytes.empty()) result.emplace_back(token.kind, token.bytes);
    bytes.remove_prefix(token.bytes.size());
  }
  return result;
}

TEST(SequenceScanner, FindsTextAndSequences) {
  EXPECT_EQ(tokens("a\r\n\x1b[1;31mb\x1b(0\x1b"
                   "7\x1b]0;t\x07\x1bPq\x07\x1b\\c"),
            (Tokens{{Kind::text, "a\r\n"},
                    {Kind::csi, "\x1b[1;31m"},
                    {Kind::text, "b"},
                    {Kind::escape, "\x1b(0"},
                    {Kind::escape,
                     "\x1b"
                     "7"},
                    {Kind::osc, "\x1b]0;t\x07"},
                    {Kind::string, "\x1bPq\x07\x1b\\"},
                    {Kind::text, "c"}}));
}

TEST(SequenceScanner, ControlsAmidASequenceBelongToIt) {
  EXPECT_EQ(tokens("\x1b[3\n1m."), (Tokens{{Kind::csi, "\x1b[3\n1m"}, {Kind::text, "."}}));
}

TEST(SequenceScanner, SequencesAreBrokenOff) {
  EXPECT_EQ(tokens("\x1b[3\x18m"), (Tokens{{Kind::ignored, "\x1b[3\x18"}, {Kind::text, "m"}}));
  EXPECT_EQ(tokens("\x1b[3\x1b[m"), (Tokens{{Kind::ignored, "\x1b[3"}, {Kind::csi, "\x1b[m"}}));
  EXPECT_EQ(tokens("\x1b[3\xC3\xA9"), (Tokens{{Kind::ignored, "\x1b[3"}, {Kind::text, "\xC3\xA9"}}));
  EXPECT_EQ(tokens("\x1b]0;t\x1b[m"), (Tokens{{Kind::osc, "\x1b]0;t"}, {Kind::csi, "\x1b[m"}}));
  EXPECT_EQ(tokens("\x1bP\x1a."), (Tokens{{Kind::ignored, "\x1bP\x1a"}, {Kind::text, "."}}));
}

TEST(SequenceScanner, AnUnfinishedSequenceIsSaidToBe) {
  for (const std::string_view bytes :
       {"\x1b", "\x1b[", "\x1b[3;", "\x1b(", "\x1b]0;t", "\x1b]0;t\x1b", "\x1bP"}) {
    SequenceScanner scanner;
    EXPECT_FALSE(scanner.next(bytes).finished);
    EXPECT_FALSE(scanner.inside());
    scanner.abandon();
    EXPECT_TRUE(scanner.inside());
  }
}

TEST(SequenceScanner, TheRestOfAnAbandonedOneIsFound) {
  SequenceScanner scanner;
  scanner.next("\x1b]52;c;AAAA\x1b");
  scanner.abandon();
  const auto token = scanner.next("\\text");
  EXPECT_EQ(token.bytes, "\\");
  EXPECT_FALSE(token.whole);
  EXPECT_EQ(scanner.next("text").kind, Kind::text);
}

}  // namespace
}  // namespace toolbox
