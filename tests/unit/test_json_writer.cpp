#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <nlohmann/json.hpp>
#include <string>

#include "base/json_writer.h"

namespace toolbox {
namespace {

using namespace std::string_literals;

std::string written(auto value) {
  JsonWriter out;
  out.value(value);
  return std::move(out).take();
}

TEST(JsonWriter, QuotesBackslashesAndControlsAreEscaped) {
  EXPECT_EQ(json_quote("a\"b\\c"), R"("a\"b\\c")");
  EXPECT_EQ(json_quote("\b\f\n\r\t"), R"("\b\f\n\r\t")");
  EXPECT_EQ(json_quote("\0\x01\x1F"s), R"("\u0000\u0001\u001f")");
  EXPECT_EQ(json_quote("\x7F"), "\"\x7F\"");
  EXPECT_EQ(json_quote(""), R"("")");
}

TEST(JsonWriter, ValidTextStaysAsItIs) {
  EXPECT_EQ(json_quote("aé€😀/"), "\"aé€😀/\"");
}

TEST(JsonWriter, EachInvalidByteBecomesOneReplacementCharacter) {
  EXPECT_EQ(json_quote("a\xFF\xC3"), "\"a\uFFFD\uFFFD\"");
  EXPECT_EQ(json_quote("\xED\xA0\x80"), "\"\uFFFD\uFFFD\uFFFD\"");
}

TEST(JsonWriter, EveryByteCanBeParsedBack) {
  for (int c = 0; c < 256; ++c) {
    const std::string text(3, static_cast<char>(c));
    const auto parsed = nlohmann::json::parse(json_quote(text)).get<std::string>();
    if (c < 0x80) {
      EXPECT_EQ(parsed, text);
    } else {
      EXPECT_EQ(parsed, "\uFFFD\uFFFD\uFFFD");
    }
  }
}

TEST(JsonWriter, NumbersAreWrittenExactly) {
  EXPECT_EQ(written(0), "0");
  EXPECT_EQ(written(std::numeric_limits<std::int64_t>::min()), "-9223372036854775808");
  EXPECT_EQ(written(std::numeric_limits<std::uint64_t>::max()), "18446744073709551615");
  EXPECT_EQ(written(1.5), "1.5");
  EXPECT_EQ(written(0.1), "0.1");
  EXPECT_EQ(written(true), "true");
  EXPECT_EQ(written(false), "false");
}

TEST(JsonWriter, TheLongestDoublesFit) {
  for (const double value :
       {-1.7976931348623157e308, -2.2250738585072014e-308, -1.2345678901234567e-300, 5e-324}) {
    EXPECT_EQ(nlohmann::json::parse(written(value)).get<double>(), value);
  }
}

TEST(JsonWriter, WhatIsNoNumberIsNull) {
  EXPECT_EQ(written(std::numeric_limits<double>::quiet_NaN()), "null");
  EXPECT_EQ(written(std::numeric_limits<double>::infinity()), "null");
}

TEST(JsonWriter, CommasComeBetweenMembersAndElementsOnly) {
  JsonWriter out;
  out.begin_object();
  out.key("a");
  out.begin_array();
  out.element();
  out.begin_object();
  out.end_object();
  out.element();
  out.begin_array();
  out.end_array();
  out.element();
  out.value(1);
  out.end_array();
  out.key("b\n");
  out.raw("{\"c\":null}");
  out.key("d");
  out.value("e");
  out.end_object();
  EXPECT_EQ(std::move(out).take(), R"({"a":[{},[],1],"b\n":{"c":null},"d":"e"})");
}

}  // namespace
}  // namespace toolbox
