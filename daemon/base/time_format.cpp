#include "base/time_format.h"

#include <array>
#include <cstdio>
#include <cstdlib>

namespace toolbox {
namespace {

std::string format(const char* layout, const std::tm& tm) {
  std::array<char, 64> text{};
  const std::size_t n = std::strftime(text.data(), text.size(), layout, &tm);
  return {text.data(), n};
}

// ".123456789" without trailing zeros; nothing for a whole second.
std::string fraction(long nanoseconds) {
  if (nanoseconds == 0) return {};
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), ".%09ld", nanoseconds);
  std::string out(text.data());
  out.erase(out.find_last_not_of('0') + 1);
  return out;
}

std::string offset(const std::tm& tm, const char* separator) {
  const long minutes = std::labs(tm.tm_gmtoff) / 60;
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%c%02ld%s%02ld", tm.tm_gmtoff < 0 ? '-' : '+', minutes / 60,
                separator, minutes % 60);
  return text.data();
}

std::tm local(std::time_t time) {
  std::tm tm{};
  ::localtime_r(&time, &tm);
  return tm;
}

std::tm utc(std::time_t time) {
  std::tm tm{};
  ::gmtime_r(&time, &tm);
  return tm;
}

}  // namespace

std::string rfc3339_nano(const timespec& time) {
  const std::tm tm = local(time.tv_sec);
  return format("%Y-%m-%dT%H:%M:%S", tm) + fraction(time.tv_nsec) +
         (tm.tm_gmtoff == 0 ? "Z" : offset(tm, ":"));
}

std::string rfc3339_millis_utc(const timespec& time) {
  std::array<char, 8> millis{};
  std::snprintf(millis.data(), millis.size(), ".%03ldZ", time.tv_nsec / 1'000'000 % 1000);
  return format("%Y-%m-%dT%H:%M:%S", utc(time.tv_sec)) + millis.data();
}

std::string go_time(const timespec& time) {
  const std::tm tm = local(time.tv_sec);
  return format("%Y-%m-%d %H:%M:%S", tm) + fraction(time.tv_nsec) + " " + offset(tm, "") + " " + tm.tm_zone;
}

std::string http_date(std::time_t time) {
  // strftime's names are the C locale's here: the daemon never calls setlocale.
  return format("%a, %d %b %Y %H:%M:%S GMT", utc(time));
}

timespec now() {
  timespec time{};
  ::clock_gettime(CLOCK_REALTIME, &time);
  return time;
}

}  // namespace toolbox
