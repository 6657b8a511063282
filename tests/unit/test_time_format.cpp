#include <gtest/gtest.h>

#include "base/time_format.h"
#include "fixtures.h"

namespace toolbox {
namespace {

constexpr std::time_t summer = 1'783'393'445;  // 2026-07-07T03:04:05Z
constexpr std::time_t winter = 1'767'323'045;  // 2026-01-02T03:04:05Z

TEST(TimeFormat, Rfc3339IsZInUtc) {
  const ScopedVariable zone("TZ", "UTC0");
  EXPECT_EQ(rfc3339_nano({winter, 0}), "2026-01-02T03:04:05Z");
}

TEST(TimeFormat, Rfc3339KeepsTheNanosecondsThatAreNotZero) {
  const ScopedVariable zone("TZ", "UTC0");
  EXPECT_EQ(rfc3339_nano({winter, 123'456'789}), "2026-01-02T03:04:05.123456789Z");
  EXPECT_EQ(rfc3339_nano({winter, 120'000'000}), "2026-01-02T03:04:05.12Z");
  EXPECT_EQ(rfc3339_nano({winter, 1}), "2026-01-02T03:04:05.000000001Z");
}

TEST(TimeFormat, Rfc3339HasTheLocalOffset) {
  const ScopedVariable zone("TZ", "CET-1CEST,M3.5.0,M10.5.0/3");
  EXPECT_EQ(rfc3339_nano({winter, 0}), "2026-01-02T04:04:05+01:00");
  EXPECT_EQ(rfc3339_nano({summer, 0}), "2026-07-07T05:04:05+02:00");
}

TEST(TimeFormat, OffsetsOfHalfAnHourAreRightOnBothSides) {
  {
    const ScopedVariable zone("TZ", "IST-5:30");
    EXPECT_EQ(rfc3339_nano({winter, 0}), "2026-01-02T08:34:05+05:30");
  }
  const ScopedVariable zone("TZ", "NST3:30");
  EXPECT_EQ(rfc3339_nano({winter, 0}), "2026-01-01T23:34:05-03:30");
}

TEST(TimeFormat, MillisecondsAreAlwaysThreeDigitsInUtc) {
  const ScopedVariable zone("TZ", "IST-5:30");
  EXPECT_EQ(rfc3339_millis_utc({winter, 678'999'999}), "2026-01-02T03:04:05.678Z");
  EXPECT_EQ(rfc3339_millis_utc({winter, 0}), "2026-01-02T03:04:05.000Z");
  EXPECT_EQ(rfc3339_millis_utc({winter, 7'000'000}), "2026-01-02T03:04:05.007Z");
}

TEST(TimeFormat, GoTimeHasOffsetAndZoneName) {
  {
    const ScopedVariable zone("TZ", "UTC0");
    EXPECT_EQ(go_time({winter, 0}), "2026-01-02 03:04:05 +0000 UTC");
  }
  const ScopedVariable zone("TZ", "EST5EDT,M3.2.0,M11.1.0");
  EXPECT_EQ(go_time({winter, 500'000'000}), "2026-01-01 22:04:05.5 -0500 EST");
  EXPECT_EQ(go_time({summer, 1'000}), "2026-07-06 23:04:05.000001 -0400 EDT");
}

TEST(TimeFormat, HttpDateIsAlwaysGmt) {
  const ScopedVariable zone("TZ", "IST-5:30");
  EXPECT_EQ(http_date(784'111'777), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(http_date(0), "Thu, 01 Jan 1970 00:00:00 GMT");
}

}  // namespace
}  // namespace toolbox
