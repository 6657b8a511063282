#pragma once
// A control sequence (CSI … final byte), taken apart.
#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

namespace toolbox {

struct Csi {
  struct Argument {
    static constexpr int missing = -1;
    int value = missing;  // at most max_value
    bool more = false;    // a ':' follows it: the next is a part of the same argument
  };
  static constexpr std::size_t max_arguments = 32;  // as xterm.js; the rest is left out
  static constexpr int max_value = 65'535;          // larger numbers become this, so that no sum overflows

  char leader = 0;        // one of <=>? in front of the arguments, or 0
  char intermediate = 0;  // before the final byte, or 0
  char final = 0;
  std::array<Argument, max_arguments> arguments{};
  std::size_t count = 1;  // a sequence without any has one that is missing

  // The argument's value, `otherwise` when it is missing.
  int value(std::size_t i, int otherwise) const {
    return i < count && arguments[i].value != Argument::missing ? arguments[i].value : otherwise;
  }
  // Leader, intermediate and final as one number for a switch.
  static constexpr unsigned key(char leader, char intermediate, char final) {
    const auto byte = [](char c) { return unsigned{static_cast<unsigned char>(c)}; };
    return byte(leader) << 16U | byte(intermediate) << 8U | byte(final);
  }
  unsigned key() const { return key(leader, intermediate, final); }
};

// `sequence`: from ESC [ to the final byte. C0 controls inside are passed over, as a terminal carries them
// out by themselves. Nothing when it is none that a terminal knows the shape of (two leaders or
// intermediates).
std::optional<Csi> parse_csi(std::string_view sequence);

}  // namespace toolbox
