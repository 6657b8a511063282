#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "base/time_format.h"
#include "http/range.h"

namespace toolbox {
namespace {

using Kind = RangeChoice::Kind;

void expect_part(const char* header, std::uint64_t size, std::uint64_t first, std::uint64_t length) {
  const RangeChoice choice = choose_range(header, size);
  EXPECT_EQ(choice.kind, Kind::part) << header;
  EXPECT_EQ(choice.first, first) << header;
  EXPECT_EQ(choice.length, length) << header;
}

TEST(Range, OneWellFormedRangeIsAPart) {
  expect_part("bytes=0-4", 10, 0, 5);
  expect_part("bytes=3-3", 10, 3, 1);
  expect_part("bytes=7-", 10, 7, 3);
  expect_part("bytes=-3", 10, 7, 3);
  expect_part("BYTES= 2 - 5 ", 10, 2, 4);
}

TEST(Range, WhatIsPastTheEndIsCutOff) {
  expect_part("bytes=5-100", 10, 5, 5);
  expect_part("bytes=-100", 10, 0, 10);
  expect_part("bytes=2-18446744073709551615", 10, 2, 8);
  expect_part("bytes=2-99999999999999999999999999", 10, 2, 8);
  expect_part("bytes=-99999999999999999999999999", 10, 0, 10);
}

TEST(Range, WhatBeginsPastTheEndIsUnsatisfiable) {
  for (const char* header : {"bytes=10-", "bytes=10-20", "bytes=-0", "bytes=99999999999999999999999999-"}) {
    EXPECT_EQ(choose_range(header, 10).kind, Kind::unsatisfiable) << header;
  }
}

TEST(Range, WhatIsNoOneRangeMeansTheWhole) {
  for (const char* header :
       {"", "bytes", "bytes=", "bytes=-", "bytes=5-2", "bytes=a-b", "bytes=1-2-3", "bytes=1", "lines=1-2",
        "bytes=0-1,5-6", "bytes=+1-2", "bytes=0x1-2", "bytes=--1"}) {
    const RangeChoice choice = choose_range(header, 10);
    EXPECT_EQ(choice.kind, Kind::whole) << header;
    EXPECT_EQ(choice.length, 10U) << header;
  }
}

TEST(Range, OfNothingIsTheWhole) {
  for (const char* header : {"bytes=0-", "bytes=0-5", "bytes=-1"}) {
    EXPECT_EQ(choose_range(header, 0).kind, Kind::whole) << header;
  }
}

TEST(HttpDate, AllThreeForms) {
  EXPECT_EQ(parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT"), 784111777);
  EXPECT_EQ(parse_http_date("Sunday, 06-Nov-94 08:49:37 GMT"), 784111777);
  EXPECT_EQ(parse_http_date(" Sun Nov  6 08:49:37 1994 "), 784111777);
  EXPECT_EQ(parse_http_date(http_date(1'600'000'000)), 1'600'000'000);
}

TEST(HttpDate, AnythingElseIsNone) {
  for (const char* text : {"", "yesterday", "Sun, 06 Nov 1994", "Sun, 06 Nov 1994 08:49:37 CET", "784111777",
                           "Sun, 06 Nov 1994 08:49:37 GMT and more"}) {
    EXPECT_EQ(parse_http_date(text), std::nullopt) << text;
  }
}

TEST(Conditions, IfRangeHoldsForExactlyThatDate) {
  EXPECT_TRUE(if_range_holds("", 5));
  EXPECT_TRUE(if_range_holds(http_date(5), 5));
  EXPECT_FALSE(if_range_holds(http_date(6), 5));
  EXPECT_FALSE(if_range_holds(http_date(4), 5));
  EXPECT_FALSE(if_range_holds("\"tag\"", 5));
}

TEST(Conditions, NotModifiedSinceThatDateOrLater) {
  EXPECT_FALSE(not_modified_since("", 5));
  EXPECT_FALSE(not_modified_since("yesterday", 5));
  EXPECT_FALSE(not_modified_since(http_date(4), 5));
  EXPECT_TRUE(not_modified_since(http_date(5), 5));
  EXPECT_TRUE(not_modified_since(http_date(6), 5));
}

}  // namespace
}  // namespace toolbox
