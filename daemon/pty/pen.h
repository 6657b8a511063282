#pragma once
// How a character looks on a terminal, and the SGR sequences that say so.
#include <compare>
#include <cstdint>
#include <string>

#include "pty/csi.h"

namespace toolbox {

// The terminal's default colour, one of its palette of 256, or a true colour. An indexed colour stays
// indexed, as each client has a palette of its own.
class Colour {
 public:
  constexpr Colour() = default;
  static constexpr Colour indexed(unsigned index) { return Colour(1U << 24 | (index & 0xFFU)); }
  static constexpr Colour rgb(unsigned red, unsigned green, unsigned blue) {
    return Colour(2U << 24 | (red & 0xFFU) << 16 | (green & 0xFFU) << 8 | (blue & 0xFFU));
  }

  bool is_default() const { return value_ == 0; }
  bool is_indexed() const { return value_ >> 24 == 1; }
  unsigned index() const { return value_ & 0xFFU; }
  unsigned red() const { return value_ >> 16 & 0xFFU; }
  unsigned green() const { return value_ >> 8 & 0xFFU; }
  unsigned blue() const { return value_ & 0xFFU; }

  bool operator==(const Colour&) const = default;

 private:
  explicit constexpr Colour(std::uint32_t value) : value_(value) {}
  std::uint32_t value_ = 0;
};

struct Pen {
  enum Attribute : std::uint32_t {
    bold = 1,
    dim = 2,
    italic = 4,
    blink = 8,
    reverse = 16,
    conceal = 32,
    strike = 64,
    overline = 128,
  };

  Colour foreground;
  Colour background;
  Colour underline_colour;
  std::uint32_t attributes : 24 = 0;
  std::uint32_t underline : 8 = 0;  // as in SGR 4:n, 0 none, 1 single, 2 double, 3 curly, 4 dotted, 5 dashed

  bool operator==(const Pen&) const = default;

  // Whether a space written with it can be told from nothing.
  bool shows_on_space() const {
    return !background.is_default() || underline != 0 || (attributes & (reverse | strike | overline)) != 0;
  }
};

// Carries out an SGR sequence (CSI … m).
void apply_sgr(Pen& pen, const Csi& csi);

// The shortest usual SGR sequence that makes `to` of `from`; nothing when they are equal.
std::string sgr_between(const Pen& from, const Pen& to);

}  // namespace toolbox
