#include "pty/pen.h"

#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <iterator>

namespace toolbox {
namespace {

using Argument = Csi::Argument;

int value_of(const Argument& argument, int otherwise = 0) {
  return argument.value == Argument::missing ? otherwise : argument.value;
}

// The colour that `parts` name: 5;index, 2;red;green;blue or, with colons only, 2:space:red:green:blue. Sets
// `used` to how many of them belong to it. Nothing when they name none.
std::optional<Colour> colour_of(const Argument* parts, std::size_t count, bool colons, std::size_t& used) {
  const int kind = count > 0 ? value_of(parts[0]) : 0;
  const std::size_t first = kind == 2 && colons && count >= 5 ? 2 : 1;
  const std::size_t wanted = first + (kind == 2 ? 3 : 1);
  used = std::min(count, kind == 2 || kind == 5 ? wanted : 1);
  if (count < wanted || (kind != 2 && kind != 5)) return std::nullopt;
  for (std::size_t i = first; i < wanted; ++i) {
    if (value_of(parts[i]) > 255) return std::nullopt;
  }
  const auto part = [&](std::size_t i) { return static_cast<unsigned>(value_of(parts[first + i])); };
  return kind == 5 ? Colour::indexed(part(0)) : Colour::rgb(part(0), part(1), part(2));
}

void set_attribute(Pen& pen, std::uint32_t attribute, bool on) {
  pen.attributes = (on ? pen.attributes | attribute : pen.attributes & ~attribute) & 0xFFFFFFU;
}

// Those that stand alone.
void apply_plain(Pen& pen, int code) {
  const auto offset = [code](int base) { return static_cast<unsigned>(code - base); };
  if (code >= 30 && code <= 37) pen.foreground = Colour::indexed(offset(30));
  if (code >= 40 && code <= 47) pen.background = Colour::indexed(offset(40));
  if (code >= 90 && code <= 97) pen.foreground = Colour::indexed(offset(90) + 8);
  if (code >= 100 && code <= 107) pen.background = Colour::indexed(offset(100) + 8);
  switch (code) {
    case 0:
      pen = Pen{};
      break;
    case 1:
      return set_attribute(pen, Pen::bold, true);
    case 2:
      return set_attribute(pen, Pen::dim, true);
    case 3:
      return set_attribute(pen, Pen::italic, true);
    case 5:
    case 6:
      return set_attribute(pen, Pen::blink, true);
    case 7:
      return set_attribute(pen, Pen::reverse, true);
    case 8:
      return set_attribute(pen, Pen::conceal, true);
    case 9:
      return set_attribute(pen, Pen::strike, true);
    case 21:
      pen.underline = 2;
      break;
    case 22:
      return set_attribute(pen, Pen::bold | Pen::dim, false);
    case 23:
      return set_attribute(pen, Pen::italic, false);
    case 24:
      pen.underline = 0;
      break;
    case 25:
      return set_attribute(pen, Pen::blink, false);
    case 27:
      return set_attribute(pen, Pen::reverse, false);
    case 28:
      return set_attribute(pen, Pen::conceal, false);
    case 29:
      return set_attribute(pen, Pen::strike, false);
    case 39:
      pen.foreground = Colour();
      break;
    case 49:
      pen.background = Colour();
      break;
    case 53:
      return set_attribute(pen, Pen::overline, true);
    case 55:
      return set_attribute(pen, Pen::overline, false);
    case 59:
      pen.underline_colour = Colour();
      break;
    default:
      break;
  }
}

// Appends the numbers with `separator` before each. Lines are full of pens: this is no place for a formatting
// library.
void add(std::string& codes, char separator, std::initializer_list<unsigned> numbers) {
  for (const unsigned number : numbers) {
    char digits[10];
    const auto end = std::to_chars(std::begin(digits), std::end(digits), number).ptr;
    codes += separator;
    codes.append(digits, end);
  }
}

void add_colour(std::string& codes, const Colour& colour, unsigned base) {
  if (colour.is_default()) {
    add(codes, ';', {base + 9});
  } else if (!colour.is_indexed()) {
    add(codes, ';', {base + 8, 2, colour.red(), colour.green(), colour.blue()});
  } else if (colour.index() < 8) {
    add(codes, ';', {base + colour.index()});
  } else if (colour.index() < 16) {
    add(codes, ';', {base + 60 + colour.index() - 8});
  } else {
    add(codes, ';', {base + 8, 5, colour.index()});
  }
}

// With colons: who does not know them passes over the whole, and not over 58 alone.
void add_underline_colour(std::string& codes, const Colour& colour) {
  if (colour.is_default()) {
    codes += ";59";
  } else if (colour.is_indexed()) {
    codes += ";58:5";
    add(codes, ':', {colour.index()});
  } else {
    codes += ";58:2:";
    add(codes, ':', {colour.red(), colour.green(), colour.blue()});
  }
}

}  // namespace

void apply_sgr(Pen& pen, const Csi& csi) {
  for (std::size_t i = 0; i < csi.count;) {
    // An argument and its parts, if it has any.
    std::size_t end = i + 1;
    while (csi.arguments[end - 1].more && end < csi.count) ++end;
    const bool colons = end > i + 1;
    const int code = value_of(csi.arguments[i]);
    if (code == 38 || code == 48 || code == 58) {
      std::size_t used = 0;
      const auto colour =
          colour_of(csi.arguments.data() + i + 1, (colons ? end : csi.count) - i - 1, colons, used);
      if (colour) {
        Colour& target = code == 38 ? pen.foreground : code == 48 ? pen.background : pen.underline_colour;
        target = *colour;
      }
      if (!colons) end = i + 1 + used;
    } else if (code == 4) {
      const int kind = colons ? value_of(csi.arguments[i + 1], 1) : 1;
      pen.underline = kind > 5 ? 1U : static_cast<unsigned>(kind) & 7U;
    } else if (!colons) {
      apply_plain(pen, code);
    }
    i = end;
  }
}

std::string sgr_between(const Pen& from, const Pen& to) {
  if (from == to) return "";
  if (to == Pen{}) return "\x1b[m";
  // Attributes are taken away all at once: 22 would end bold and dim together.
  const bool fresh = (from.attributes & ~to.attributes) != 0 || (from.underline != 0 && to.underline == 0);
  const Pen base = fresh ? Pen{} : from;
  std::string codes = fresh ? ";0" : "";
  static constexpr unsigned code_of_bit[] = {1, 2, 3, 5, 7, 8, 9, 53};
  for (unsigned bit = 0; bit < std::size(code_of_bit); ++bit) {
    if (((to.attributes & ~base.attributes) >> bit & 1U) != 0) add(codes, ';', {code_of_bit[bit]});
  }
  if (to.underline != base.underline) {
    codes += to.underline == 2 ? ";21" : ";4";
    if (to.underline > 2) add(codes, ':', {unsigned{to.underline}});
  }
  if (to.foreground != base.foreground) add_colour(codes, to.foreground, 30);
  if (to.background != base.background) add_colour(codes, to.background, 40);
  if (to.underline_colour != base.underline_colour) add_underline_colour(codes, to.underline_colour);
  codes[0] = '[';
  return "\x1b" + codes + "m";
}

}  // namespace toolbox
