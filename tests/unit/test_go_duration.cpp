#include <gtest/gtest.h>

#include <chrono>

#include "base/go_duration.h"

namespace toolbox {
namespace {

using namespace std::chrono_literals;

TEST(GoDuration, EveryUnitIsKnown) {
  EXPECT_EQ(parse_go_duration("3ns"), 3ns);
  EXPECT_EQ(parse_go_duration("3us"), 3us);
  EXPECT_EQ(parse_go_duration("3\u00B5s"), 3us);
  EXPECT_EQ(parse_go_duration("3\u03BCs"), 3us);
  EXPECT_EQ(parse_go_duration("500ms"), 500ms);
  EXPECT_EQ(parse_go_duration("5s"), 5s);
  EXPECT_EQ(parse_go_duration("5m"), 5min);
  EXPECT_EQ(parse_go_duration("5h"), 5h);
}

TEST(GoDuration, UnitsAddUpInAnyOrder) {
  EXPECT_EQ(parse_go_duration("1m30s"), 90s);
  EXPECT_EQ(parse_go_duration("30s1m"), 90s);
  EXPECT_EQ(parse_go_duration("1h2m3s4ms5us6ns"), 1h + 2min + 3s + 4ms + 5us + 6ns);
  EXPECT_EQ(parse_go_duration("1s1s"), 2s);
}

TEST(GoDuration, FractionsAndSignsAreTaken) {
  EXPECT_EQ(parse_go_duration("1.5h"), 90min);
  EXPECT_EQ(parse_go_duration(".5s"), 500ms);
  EXPECT_EQ(parse_go_duration("1.s"), 1s);
  EXPECT_EQ(parse_go_duration("-1.5s"), -1500ms);
  EXPECT_EQ(parse_go_duration("+5s"), 5s);
}

TEST(GoDuration, OnlyZeroNeedsNoUnit) {
  EXPECT_EQ(parse_go_duration("0"), 0ns);
  EXPECT_EQ(parse_go_duration("-0"), 0ns);
  EXPECT_EQ(parse_go_duration("0s"), 0ns);
  EXPECT_FALSE(parse_go_duration("5"));
  EXPECT_FALSE(parse_go_duration("1m30"));
}

TEST(GoDuration, WhatIsNoDurationIsRefused) {
  for (const char* text :
       {"",    "+",  "-",  "s",    ".s",   ".",    "1.2.3s", "--1s", "1-s",  "1m-30s", "1 s", " 1s",
        "1s ", "1d", "1S", "1e3s", "0x1s", "five", "infs",   "nans", "1,5s", "00",     "0.0"}) {
    EXPECT_FALSE(parse_go_duration(text)) << text;
  }
}

TEST(GoDuration, WhatIsPast292YearsIsRefused) {
  EXPECT_TRUE(parse_go_duration("2540400h"));
  EXPECT_FALSE(parse_go_duration("2562048h"));
  EXPECT_FALSE(parse_go_duration("-2562048h"));
  EXPECT_FALSE(parse_go_duration("99999999999999999999999999h"));
  EXPECT_FALSE(parse_go_duration(std::string(400, '9') + "s"));
}

}  // namespace
}  // namespace toolbox
