#include "pty/csi.h"

#include <algorithm>

namespace toolbox {
namespace {

// Appends the digit c to the number that `argument` holds.
void add_digit(Csi::Argument& argument, char c) {
  const int before = std::max(argument.value, 0);
  argument.value = std::min(before * 10 + (c - '0'), Csi::max_value);
}

}  // namespace

std::optional<Csi> parse_csi(std::string_view sequence) {
  Csi csi;
  bool surplus = false;     // past the last argument that is kept
  bool parameters = false;  // one was seen: no leader may follow
  for (const char c : sequence.substr(2)) {
    if (c < 0x20 || c == 0x7F) continue;
    if (csi.intermediate != 0 && c < 0x40) return std::nullopt;
    if (c < 0x30) {
      csi.intermediate = c;
    } else if (c >= 0x40) {
      csi.final = c;
    } else if (c >= '<') {
      if (parameters || csi.leader != 0) return std::nullopt;
      csi.leader = c;
    } else {
      parameters = true;
      if (surplus) continue;
      Csi::Argument& argument = csi.arguments[csi.count - 1];
      if (c <= '9') {
        add_digit(argument, c);
      } else if (csi.count == Csi::max_arguments) {
        surplus = true;
      } else {
        argument.more = c == ':';
        ++csi.count;
      }
    }
  }
  if (csi.final == 0) return std::nullopt;
  return csi;
}

}  // namespace toolbox
