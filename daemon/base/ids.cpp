#include "base/ids.h"

#include <sys/random.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <system_error>

namespace toolbox {
namespace {

std::uint64_t random_bits() {
  std::uint64_t bits = 0;
  // The kernel never gives less than asked for when it is that little.
  if (::getrandom(&bits, sizeof bits, 0) != sizeof bits) {
    throw std::system_error(errno, std::generic_category(), "random numbers");
  }
  return bits;
}

}  // namespace

std::string Uuids::next() {
  using namespace std::chrono;
  const auto now =
      static_cast<std::uint64_t>(duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count());
  if (now > last_ms_) {
    last_ms_ = now;
    counter_ = 0;
  } else if (++counter_ > 0xfffU) {
    ++last_ms_;  // ahead of the clock, which may also have been set back
    counter_ = 0;
  }
  const std::uint64_t random = random_bits();
  std::array<char, 37> text{};
  std::snprintf(text.data(), text.size(), "%08llx-%04llx-7%03x-%04llx-%012llx",
                static_cast<unsigned long long>(last_ms_ >> 16U),
                static_cast<unsigned long long>(last_ms_ & 0xffffU), counter_,
                static_cast<unsigned long long>(0x8000U | (random >> 50U)),
                static_cast<unsigned long long>(random & 0xffff'ffff'ffffULL));
  return text.data();
}

std::string random_token() {
  std::array<char, 33> text{};
  std::snprintf(text.data(), text.size(), "%016llx%016llx", static_cast<unsigned long long>(random_bits()),
                static_cast<unsigned long long>(random_bits()));
  return text.data();
}

}  // namespace toolbox
