#include <gtest/gtest.h>

#include <string>

#include "base/utf8.h"

namespace toolbox {
namespace {

using namespace std::string_literals;

TEST(Utf8, EachLengthOfSequenceIsRecognised) {
  EXPECT_EQ(utf8::sequence_length("a"), 1U);
  EXPECT_EQ(utf8::sequence_length("\0"s), 1U);
  EXPECT_EQ(utf8::sequence_length("é"), 2U);
  EXPECT_EQ(utf8::sequence_length("€"), 3U);
  EXPECT_EQ(utf8::sequence_length("😀"), 4U);
  EXPECT_EQ(utf8::sequence_length("é and more"), 2U);
}

TEST(Utf8, WhatIsNoSequenceHasLengthZero) {
  EXPECT_EQ(utf8::sequence_length(""), 0U);
  for (const char* text : {
           "\x80",              // a continuation alone
           "\xC0\x80",          // overlong NUL
           "\xC1\xBF",          // overlong
           "\xE0\x80\x80",      // overlong
           "\xE0\x9F\xBF",      // overlong
           "\xED\xA0\x80",      // a surrogate
           "\xED\xBF\xBF",      // a surrogate
           "\xF0\x8F\xBF\xBF",  // overlong
           "\xF4\x90\x80\x80",  // past U+10FFFF
           "\xF5\x80\x80\x80",  // past U+10FFFF
           "\xFE",              // never in UTF-8
           "\xFF",              //
           "\xC3",              // cut off
           "\xE2\x82",          // cut off
           "\xF0\x9F\x98",      // cut off
           "\xC3"               // and broken off by another character
           "a",                 //
           "\xE2\x82"           //
           "a",
       }) {
    EXPECT_EQ(utf8::sequence_length(text), 0U) << testing::PrintToString(text);
    EXPECT_FALSE(utf8::valid(text)) << testing::PrintToString(text);
  }
}

TEST(Utf8, TheEdgesOfEachLengthAreValid) {
  for (const char* text : {"\x7F", "\xC2\x80", "\xDF\xBF", "\xE0\xA0\x80", "\xED\x9F\xBF", "\xEE\x80\x80",
                           "\xEF\xBF\xBF", "\xF0\x90\x80\x80", "\xF4\x8F\xBF\xBF"}) {
    EXPECT_TRUE(utf8::valid(text)) << testing::PrintToString(text);
    EXPECT_EQ(utf8::to_valid(text), text);
  }
  EXPECT_TRUE(utf8::valid(""));
}

TEST(Utf8, EachInvalidByteBecomesOneReplacementCharacter) {
  EXPECT_EQ(utf8::to_valid("a\xFF\xFE"
                           "b"),
            "a\uFFFD\uFFFDb");
  EXPECT_EQ(utf8::to_valid("\xE2\x82"), "\uFFFD\uFFFD");
  EXPECT_EQ(utf8::to_valid("\xED\xA0\x80"), "\uFFFD\uFFFD\uFFFD");
  EXPECT_EQ(utf8::to_valid("\xC3é"), "\uFFFDé");
  EXPECT_EQ(utf8::to_valid("good €"), "good €");
}

TEST(Utf8, AnIncompleteTailIsWhatMoreBytesCouldComplete) {
  EXPECT_EQ(utf8::incomplete_tail("a\xC3"), 1U);
  EXPECT_EQ(utf8::incomplete_tail("a\xE2"), 1U);
  EXPECT_EQ(utf8::incomplete_tail("a\xE2\x82"), 2U);
  EXPECT_EQ(utf8::incomplete_tail("a\xF0\x9F\x98"), 3U);
}

TEST(Utf8, WhatNothingCanCompleteIsNoIncompleteTail) {
  for (const char* text : {"", "a", "é", "€", "😀", "a\x80", "a\xFF", "\xE0\x80", "\xED\xA0", "\xC0",
                           "\x80\x80\x80\x80", "\xF4\x90", "\xC3\x28"}) {
    EXPECT_EQ(utf8::incomplete_tail(text), 0U) << testing::PrintToString(text);
  }
}

TEST(Utf8, CuttingAtTheIncompleteTailLosesNothing) {
  const std::string text = "aé€😀z";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    const std::size_t end = cut - utf8::incomplete_tail(std::string_view(text).substr(0, cut));
    EXPECT_EQ(utf8::to_valid(text.substr(0, end)) + utf8::to_valid(text.substr(end)), text) << cut;
  }
}

}  // namespace
}  // namespace toolbox
