#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "session/marks.h"

namespace toolbox {
namespace {

using Runs = std::vector<std::pair<Stream, std::string>>;

const std::string out_mark(mark_of(Stream::out));
const std::string err_mark(mark_of(Stream::err));

// What a log consists of when it comes in pieces of `size` bytes; neighbouring pieces of a stream are joined.
Runs parse(const std::string& log, std::size_t size, Stream current = Stream::out) {
  MarkParser parser(current);
  Runs runs;
  auto sink = [&](Stream stream, std::string_view text) {
    if (runs.empty() || runs.back().first != stream) runs.emplace_back(stream, "");
    runs.back().second += text;
  };
  for (std::size_t at = 0; at < log.size(); at += size) {
    parser.feed(std::string_view(log).substr(at, size), sink);
  }
  parser.flush(sink);
  return runs;
}

TEST(Marks, ALogIsTakenApartHoweverItComes) {
  const std::string log = out_mark + "one\n" + err_mark + "two\n" + out_mark + "three";
  const Runs expected{{Stream::out, "one\n"}, {Stream::err, "two\n"}, {Stream::out, "three"}};
  for (std::size_t size = 1; size <= log.size(); ++size) EXPECT_EQ(parse(log, size), expected) << size;
}

TEST(Marks, LoneMarkBytesAreText) {
  const std::string log = out_mark + "a\1b\1\1c\2\2d\1\2\1e\2";
  const Runs expected{{Stream::out, "a\1b\1\1c\2\2d\1\2\1e\2"}};
  for (std::size_t size = 1; size <= log.size(); ++size) EXPECT_EQ(parse(log, size), expected) << size;
}

TEST(Marks, AMarkBehindALoneByteOfTheOtherKindIsFound) {
  const Runs expected{{Stream::out, "x\1"}, {Stream::err, "y"}};
  for (std::size_t size = 1; size <= 9; ++size) {
    EXPECT_EQ(parse(out_mark + "x\1" + err_mark + "y", size), expected) << size;
  }
}

TEST(Marks, WhatPrecedesTheFirstMarkBelongsToTheGivenStream) {
  EXPECT_EQ(parse("tail" + out_mark + "x", 64, Stream::err),
            (Runs{{Stream::err, "tail"}, {Stream::out, "x"}}));
}

TEST(Marks, NulsAndInvalidUtf8PassUnchanged) {
  const std::string bytes("\0\xff\x80\n\0", 5);
  EXPECT_EQ(parse(err_mark + bytes, 2), (Runs{{Stream::err, bytes}}));
}

TEST(Marks, RepeatedMarksAddNothing) {
  EXPECT_EQ(parse(out_mark + out_mark + "a" + out_mark + "b", 4), (Runs{{Stream::out, "ab"}}));
}

TEST(MessageCut, TextIsSentWhole) {
  EXPECT_EQ(message_cut("hello\n"), 6U);
  EXPECT_EQ(message_cut(""), 0U);
}

TEST(MessageCut, AMarkIsNeitherCutNorAtTheEnd) {
  EXPECT_EQ(message_cut("ab\1"), 2U);
  EXPECT_EQ(message_cut("ab\1\1"), 2U);
  EXPECT_EQ(message_cut("ab\1\1\1"), 2U);
  EXPECT_EQ(message_cut("ab\2\2"), 2U);
  EXPECT_EQ(message_cut("ab\1\1\1\2\2\2"), 2U);
  EXPECT_EQ(message_cut("\1\1\1ab"), 5U);
}

TEST(MessageCut, AMarkThatStandsBeforeACutSequenceGoesWithIt) {
  EXPECT_EQ(message_cut("ab\1\1\1\xe2\x82"), 2U);
}

TEST(MessageCut, AUtf8SequenceIsNotCut) {
  EXPECT_EQ(message_cut("ab\xe2\x82"), 2U);
  EXPECT_EQ(message_cut("ab\xe2\x82\xac"), 5U);
  EXPECT_EQ(message_cut("ab\xf0\x9f\x98"), 2U);
}

TEST(MessageCut, SomethingIsAlwaysSent) {
  EXPECT_EQ(message_cut("\1\1"), 2U);
  EXPECT_EQ(message_cut("\1\1\1\1"), 4U);
  EXPECT_EQ(message_cut("\xe2\x82"), 2U);
}

}  // namespace
}  // namespace toolbox
