#pragma once
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace toolbox {

// As the protocol counts: lines and UTF-16 units, from zero.
struct Position {
  std::int64_t line = 0;
  std::int64_t character = 0;
  auto operator<=>(const Position&) const = default;
};
template <class V>
void fields(V& v, Position& m) {
  v("line", m.line);
  v("character", m.character);
}

struct Range {
  Position start;
  Position end;  // behind the last character
  bool operator==(const Range&) const = default;
};
template <class V>
void fields(V& v, Range& m) {
  v("start", m.start);
  v("end", m.end);
}

struct TextEdit {
  Range range;
  std::string new_text;
  bool operator==(const TextEdit&) const = default;
};
template <class V>
void fields(V& v, TextEdit& m) {
  v("range", m.range);
  v("newText", m.new_text);
}

// What ends a line: \n, \r\n and \r for the protocol; U+2028 and U+2029 as well for ECMAScript, whose servers
// count their lines so, whatever the protocol says.
enum class LineEnds { protocol, ecmascript };

// `text` with all edits made. Their positions are those of `text`, in any order; one past the end of a line
// or of the text is that end, one inside a character is its start. Several inserts at one place keep their
// order, and come before a replacement that starts there. Each byte that is not UTF-8 counts as one unit and
// stays. Throws std::invalid_argument when edits overlap or one ends before it starts.
std::string apply_edits(std::string_view text, const std::vector<TextEdit>& edits,
                        LineEnds ends = LineEnds::protocol);

// The lengths of a text's lines in UTF-16 units, line ends not counted; there is one line at least.
std::vector<std::uint32_t> line_lengths(std::string_view text, LineEnds ends = LineEnds::protocol);

// `text` with \r\n for \n or the other way round, as the first line of `like` ends; as it is when that has
// one line or ends otherwise.
std::string with_line_ends_of(std::string_view like, std::string text);

// The position, or the nearest before it that there is in a text of such lines.
Position clamped(Position position, const std::vector<std::uint32_t>& lines);

}  // namespace toolbox
