#pragma once
#include <ctime>
#include <string>

namespace toolbox {

// RFC 3339 in local time with as many nanosecond digits as are not zero ("Z" when local time is UTC).
std::string rfc3339_nano(const timespec& time);

// RFC 3339 in UTC with milliseconds: "2026-01-02T03:04:05.678Z".
std::string rfc3339_millis_utc(const timespec& time);

// As Go prints a time: "2006-01-02 15:04:05.999999999 -0700 MST".
std::string go_time(const timespec& time);

// RFC 9110's IMF-fixdate: "Sun, 06 Nov 1994 08:49:37 GMT".
std::string http_date(std::time_t time);

timespec now();  // the wall clock

}  // namespace toolbox
