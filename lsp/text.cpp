#include "lsp/text.h"

#include <algorithm>
#include <compare>
#include <stdexcept>
#include <utility>

#include "base/utf8.h"

namespace toolbox {
namespace {

// The length of the line end at the start of `text`; 0 when there is none.
std::size_t line_end(std::string_view text, LineEnds ends) {
  if (text.starts_with("\r\n")) return 2;
  if (text.starts_with('\n') || text.starts_with('\r')) return 1;
  const bool separator = text.starts_with("\xE2\x80\xA8") || text.starts_with("\xE2\x80\xA9");
  return separator && ends == LineEnds::ecmascript ? 3 : 0;
}

std::size_t character_size(std::string_view text) {
  return std::max<std::size_t>(utf8::sequence_length(text.substr(0, 4)), 1);
}

// Walks through a text once and says where positions are; they must come in ascending order.
class PositionFinder {
 public:
  PositionFinder(std::string_view text, LineEnds ends) : text_(text), ends_(ends) {}

  // The position's byte in the text.
  std::size_t find(const Position& wanted) {
    while (line_ < wanted.line && next_line()) {
    }
    if (line_ < wanted.line) return at_;  // past the last line: the end
    while (column_ < wanted.character && next_character(wanted.character)) {
    }
    return at_;
  }

 private:
  std::string_view rest() const { return text_.substr(at_); }

  // False at the end of the text.
  bool next_line() {
    constexpr auto may_end = "\r\n\xE2";
    std::size_t size = 0;
    while (size == 0) {
      at_ = std::min(text_.find_first_of(may_end, at_), text_.size());
      if (at_ == text_.size()) return false;
      size = line_end(rest(), ends_);
      if (size == 0) ++at_;
    }
    at_ += size;
    ++line_;
    column_ = 0;
    return true;
  }

  // False at the end of the line, and before a character that column `limit` lies within.
  bool next_character(std::int64_t limit) {
    if (at_ == text_.size() || line_end(rest(), ends_) != 0) return false;
    const std::size_t bytes = character_size(rest());
    const std::int64_t units = bytes == 4 ? 2 : 1;
    if (column_ + units > limit) return false;
    at_ += bytes;
    column_ += units;
    return true;
  }

  const std::string_view text_;
  const LineEnds ends_;
  std::size_t at_ = 0;
  std::int64_t line_ = 0;
  std::int64_t column_ = 0;
};

struct Replacement {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t edit = 0;                                  // its index
  auto operator<=>(const Replacement&) const = default;  // the order in which they are made
};

std::vector<Replacement> replacements(std::string_view text, const std::vector<TextEdit>& edits,
                                      LineEnds ends) {
  std::vector<Replacement> found(edits.size());
  std::vector<std::pair<Position, std::size_t*>> places;
  places.reserve(2 * edits.size());
  for (std::size_t i = 0; i < edits.size(); ++i) {
    const auto& [start, end] = edits[i].range;
    if (end < start) throw std::invalid_argument("an edit ends before it starts");
    found[i].edit = i;
    places.emplace_back(start, &found[i].begin);
    places.emplace_back(end, &found[i].end);
  }
  std::ranges::sort(places, {}, [](const auto& place) { return place.first; });
  PositionFinder finder(text, ends);
  for (const auto& [position, offset] : places) *offset = finder.find(position);
  std::ranges::sort(found);
  return found;
}

}  // namespace

std::string apply_edits(std::string_view text, const std::vector<TextEdit>& edits, LineEnds ends) {
  const std::vector<Replacement> made = replacements(text, edits, ends);
  std::size_t size = text.size();
  for (const auto& edit : edits) size += edit.new_text.size();
  std::string result;
  result.reserve(size);
  std::size_t done = 0;
  for (const auto& [begin, end, edit] : made) {
    if (begin < done) throw std::invalid_argument("edits overlap");
    result.append(text, done, begin - done);
    result += edits[edit].new_text;
    done = end;
  }
  result.append(text, done);
  return result;
}

std::vector<std::uint32_t> line_lengths(std::string_view text, LineEnds ends) {
  std::vector<std::uint32_t> lengths = {0};
  while (!text.empty()) {
    std::size_t bytes = line_end(text, ends);
    if (bytes != 0) {
      lengths.push_back(0);
    } else {
      bytes = character_size(text);
      lengths.back() += bytes == 4 ? 2 : 1;
    }
    text.remove_prefix(bytes);
  }
  return lengths;
}

std::string with_line_ends_of(std::string_view like, std::string text) {
  const std::size_t first = like.find_first_of("\r\n");
  const bool crlf = first != std::string_view::npos && like.substr(first).starts_with("\r\n");
  if (first == std::string_view::npos || (!crlf && like[first] == '\r')) return text;
  std::string changed;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') continue;
    if (text[i] == '\n' && crlf) changed += '\r';
    changed += text[i];
  }
  return changed;
}

Position clamped(Position position, const std::vector<std::uint32_t>& lines) {
  const auto last = static_cast<std::int64_t>(lines.size()) - 1;
  if (position.line > last) return {last, lines.back()};
  const std::int64_t length = lines[static_cast<std::size_t>(position.line)];
  return {position.line, std::min(position.character, length)};
}

}  // namespace toolbox
