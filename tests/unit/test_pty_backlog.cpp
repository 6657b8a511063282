#include <gtest/gtest.h>

#include <cstring>
#include <memory>
#include <string>

#include "base/limits.h"
#include "base/utf8.h"
#include "pty/backlog.h"

namespace toolbox {
namespace {

std::string all_of(const Backlog& backlog) {
  std::string out;
  backlog.copy(backlog.begin(), backlog.end(), out);
  return out;
}

TEST(PtyBacklog, GivesBackWhatWasAppended) {
  Backlog backlog;
  std::string all;
  for (int i = 0; i < 5'000; ++i) {
    const std::string line = "line " + std::to_string(i) + "\n";
    backlog.append(line);
    all += line;
  }
  EXPECT_EQ(backlog.begin(), 0U);
  EXPECT_EQ(backlog.end(), all.size());
  EXPECT_EQ(all_of(backlog), all);
}

TEST(PtyBacklog, APieceOutlivesItsBlockAndDoesNotMove) {
  Backlog backlog;
  backlog.append("first");
  const auto piece = backlog.at(0, 100);
  const char* place = piece.bytes.data();
  backlog.append(std::string(1 << 20, 'x'));
  EXPECT_EQ(backlog.at(0, 5).bytes.data(), place);
  backlog.drop_before(backlog.end());
  EXPECT_EQ(piece.bytes, "first");
  EXPECT_EQ(backlog.begin(), backlog.end());
  EXPECT_TRUE(backlog.at(backlog.end(), 10).bytes.empty());
}

TEST(PtyBacklog, NoPieceEndsWithinACharacter) {
  Backlog backlog;
  std::string text;
  while (text.size() < 3 * limits::pty_block) text += "a☃é😀";
  backlog.append(text);
  for (const std::size_t at_most : {7UL, 4'096UL, limits::pty_message}) {
    std::string out;
    for (std::uint64_t offset = 0; offset < backlog.end();) {
      const auto piece = backlog.at(offset, at_most).bytes;
      ASSERT_FALSE(piece.empty());
      ASSERT_TRUE(utf8::valid(piece)) << "at " << offset;
      out += piece;
      offset += piece.size();
    }
    EXPECT_EQ(out, text);
  }
}

TEST(PtyBacklog, TakesWholeBlocksOver) {
  Backlog backlog;
  backlog.append("before ");
  const auto block = std::make_shared<char[]>(100);
  std::memcpy(block.get(), "block ", 6);
  backlog.append(block, 6);
  backlog.append("behind");
  EXPECT_EQ(all_of(backlog), "before block behind");
  EXPECT_EQ(backlog.at(7, 100).bytes.data(), block.get());
}

TEST(PtyBacklog, DropsWholeBlocksOnly) {
  Backlog backlog;
  backlog.append(std::string(10 * limits::pty_block, 'x'));
  backlog.drop_before(5 * limits::pty_block);
  EXPECT_LE(backlog.begin(), 5 * limits::pty_block);
  EXPECT_GT(backlog.begin(), 3 * limits::pty_block);
  EXPECT_EQ(backlog.end(), 10 * limits::pty_block);
}

}  // namespace
}  // namespace toolbox
