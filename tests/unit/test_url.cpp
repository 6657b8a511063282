#include <gtest/gtest.h>

#include <string>

#include "http/url.h"

namespace toolbox {
namespace {

using namespace std::string_literals;

TEST(Url, EscapesAreDecoded) {
  EXPECT_EQ(percent_decode("a%20b%2Fc%2fd"), "a b/c/d");
  EXPECT_EQ(percent_decode("%C3%A9"), "é");
  EXPECT_EQ(percent_decode("%00"), "\0"s);
  EXPECT_EQ(percent_decode("%FF"), "\xFF");
  EXPECT_EQ(percent_decode("%2525"), "%25");
  EXPECT_EQ(percent_decode(""), "");
}

TEST(Url, PlusIsASpaceInQueriesOnly) {
  EXPECT_EQ(percent_decode("a+b"), "a+b");
  EXPECT_EQ(percent_decode("a+b", true), "a b");
  EXPECT_EQ(percent_decode("a%2Bb", true), "a+b");
}

TEST(Url, ABrokenEscapeIsRefused) {
  for (const char* text : {"%", "%4", "a%", "a%4", "%G0", "%0G", "%%41", "%+1", "% 1", "%-1", "%u0041"}) {
    EXPECT_FALSE(percent_decode(text)) << text;
  }
}

TEST(Url, EverythingButUnreservedIsEncoded) {
  EXPECT_EQ(percent_encode("AZaz09-._~"), "AZaz09-._~");
  EXPECT_EQ(percent_encode(" /+%é\0"s), "%20%2F%2B%25%C3%A9%00");
}

TEST(Url, EveryByteSurvivesEncodingAndDecoding) {
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  EXPECT_EQ(percent_decode(percent_encode(all)), all);
  EXPECT_EQ(percent_decode(percent_encode(all), true), all);
}

TEST(Url, AQueryIsSplitAndDecodedInOrder) {
  EXPECT_EQ(parse_query("b=1&a=x+y%26z&b=2"), (Arguments{{"b", "1"}, {"a", "x y&z"}, {"b", "2"}}));
  EXPECT_EQ(parse_query("path=%2Fa%2Fb"), (Arguments{{"path", "/a/b"}}));
}

TEST(Url, OddQueriesAreTaken) {
  EXPECT_EQ(parse_query(""), Arguments{});
  EXPECT_EQ(parse_query("&&"), Arguments{});
  EXPECT_EQ(parse_query("a"), (Arguments{{"a", ""}}));
  EXPECT_EQ(parse_query("a="), (Arguments{{"a", ""}}));
  EXPECT_EQ(parse_query("=b"), (Arguments{{"", "b"}}));
  EXPECT_EQ(parse_query("a=b=c"), (Arguments{{"a", "b=c"}}));
  EXPECT_EQ(parse_query("a=1&&b=2&"), (Arguments{{"a", "1"}, {"b", "2"}}));
  EXPECT_EQ(parse_query("a%3Db=c"), (Arguments{{"a=b", "c"}}));
}

TEST(Url, ABrokenEscapeInAQueryIsRefused) {
  EXPECT_FALSE(parse_query("a=%"));
  EXPECT_FALSE(parse_query("a%=1"));
  EXPECT_FALSE(parse_query("a=1&b=%zz"));
}

}  // namespace
}  // namespace toolbox
