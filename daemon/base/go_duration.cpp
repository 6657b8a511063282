#include "base/go_duration.h"

#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace toolbox {
namespace {

using Unit = std::pair<std::string_view, double>;
constexpr std::array<Unit, 8> units{{{"ns", 1},
                                     {"us", 1e3},
                                     {"\xC2\xB5s", 1e3},  // both of Unicode's micro signs
                                     {"\xCE\xBCs", 1e3},
                                     {"ms", 1e6},
                                     {"s", 1e9},
                                     {"m", 60e9},
                                     {"h", 3600e9}}};

}  // namespace

std::optional<std::chrono::nanoseconds> parse_go_duration(std::string_view text) {
  double sign = 1;
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    sign = text[0] == '-' ? -1 : 1;
    text.remove_prefix(1);
  }
  if (text == "0") return std::chrono::nanoseconds(0);
  if (text.empty()) return std::nullopt;
  double total = 0;
  while (!text.empty()) {
    const std::size_t number = text.find_first_not_of("0123456789.");
    if (number == 0 || number == std::string_view::npos || text.substr(0, number) == ".") return std::nullopt;
    double amount = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + number, amount, std::chars_format::fixed);
    if (error != std::errc() || end != text.data() + number) return std::nullopt;
    text.remove_prefix(number);
    const std::size_t length = std::min(text.find_first_of("0123456789."), text.size());
    const Unit* unit = nullptr;
    for (const auto& candidate : units) {
      if (candidate.first == text.substr(0, length)) unit = &candidate;
    }
    if (unit == nullptr) return std::nullopt;
    total += amount * unit->second;
    text.remove_prefix(length);
  }
  if (total >= 9.2e18) return std::nullopt;
  return std::chrono::nanoseconds(std::llround(sign * total));
}

}  // namespace toolbox
