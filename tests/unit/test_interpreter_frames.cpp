#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "interpreter/frames.h"

namespace toolbox {
namespace {

std::string framed(const std::vector<std::string>& messages) {
  std::string bytes;
  for (const auto& message : messages) append_frame(bytes, message);
  return bytes;
}

std::vector<std::string> take_all(FrameReader& reader) {
  std::vector<std::string> messages;
  while (const auto message = reader.front()) {
    messages.emplace_back(*message);
    reader.pop();
  }
  return messages;
}

TEST(Frames, LengthIsLittleEndian) {
  EXPECT_EQ(framed({"abc"}), std::string("\x03\0\0\0abc", 7));
  EXPECT_EQ(framed({std::string(258, 'x')}).substr(0, 4), std::string("\x02\x01\0\0", 4));
}

TEST(Frames, ArriveInPiecesOfAnySize) {
  const std::vector<std::string> messages{"one", "", "two\nlines", std::string(300, 'y')};
  const std::string bytes = framed(messages);
  for (std::size_t size = 1; size <= bytes.size(); ++size) {
    FrameReader reader(1000);
    std::vector<std::string> got;
    for (std::size_t at = 0; at < bytes.size(); at += size) {
      reader.feed(std::string_view(bytes).substr(at, size));
      for (auto& message : take_all(reader)) got.push_back(std::move(message));
    }
    EXPECT_EQ(got, messages) << "in pieces of " << size;
  }
}

TEST(Frames, TheFirstStaysUntilItIsTakenAway) {
  FrameReader reader(1000);
  reader.feed(framed({"one", "two"}));
  EXPECT_EQ(reader.front(), "one");
  EXPECT_EQ(reader.front(), "one");
  reader.pop();
  EXPECT_EQ(reader.front(), "two");
}

TEST(Frames, OneThatIsTooLongEndsIt) {
  FrameReader reader(10);
  reader.feed(framed({"short", "this is too long", "short"}));
  EXPECT_EQ(take_all(reader), std::vector<std::string>{"short"});
  EXPECT_TRUE(reader.broken());
  reader.feed(framed({"short"}));
  EXPECT_FALSE(reader.front().has_value());
}

TEST(Frames, WhatWasTakenIsForgottenThoughThereIsAlwaysMore) {
  FrameReader reader(1000);
  const std::string frame = framed({std::string(96, 'x')});
  reader.feed(frame.substr(0, 50));
  for (int i = 0; i < 100'000; ++i) {
    reader.feed(frame.substr(50) + frame.substr(0, 50));
    ASSERT_TRUE(reader.front().has_value());
    reader.pop();
    ASSERT_FALSE(reader.front().has_value());
  }
  EXPECT_LT(reader.held(), 1000U);
}

TEST(Frames, ALengthAloneIsNoReasonToAllocate) {
  FrameReader reader(1000);
  reader.feed("\xff\xff\xff\xff");
  EXPECT_FALSE(reader.front().has_value());
  EXPECT_TRUE(reader.broken());
}

}  // namespace
}  // namespace toolbox
