#include "files/line_finder.h"

#include <algorithm>
#include <cstring>

#include "base/limits.h"
#include "base/utf8.h"

namespace toolbox {
namespace {

constexpr std::size_t binary_probe = 512;
constexpr std::size_t line_end = 2;  // CRLF

bool continues_character(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

}  // namespace

LineFinder::LineFinder(const Substring& what, std::size_t window_size)
    : what_(what),
      room_(std::max(limits::max_find_line, what.size()) + line_end),
      buffer_(std::max(window_size, 4 * room_)) {}

void LineFinder::search(const Read& read, const Found& found) {
  reset();
  fill(read);
  if (window().substr(0, binary_probe).find('\0') != std::string_view::npos) return;
  for (;;) {
    if (!in_found_line_ || skip_line()) {
      const std::size_t at = what_.find(window(), at_);
      if (at != std::string_view::npos && (at_end_ || filled_ - at >= room_)) {
        if (!emit(at, found)) return;
        at_ = at + what_.size();
        in_found_line_ = true;
        continue;
      }
      // Where to go on with more text: there, or where an occurrence may have begun.
      at_ = at != std::string_view::npos ? at : std::max(at_, filled_ - std::min(filled_, what_.size() - 1));
    }
    if (at_end_) return;
    forget_before(at_ - std::min(at_, room_));
    fill(read);
  }
}

void LineFinder::reset() {
  filled_ = at_ = counted_ = 0;
  line_ = 1;
  in_found_line_ = at_end_ = false;
}

void LineFinder::fill(const Read& read) {
  while (filled_ < buffer_.size()) {
    const std::size_t n = read(std::span(buffer_).subspan(filled_));
    if (n == 0) {
      at_end_ = true;
      return;
    }
    filled_ += n;
  }
}

void LineFinder::forget_before(std::size_t at) {
  if (counted_ < at) count_lines(at);
  std::memmove(buffer_.data(), buffer_.data() + at, filled_ - at);
  filled_ -= at;
  at_ -= at;
  counted_ -= at;
}

void LineFinder::count_lines(std::size_t until) {
  const std::string_view text = window().substr(counted_, until - counted_);
  line_ += std::count(text.begin(), text.end(), '\n');
  counted_ = until;
}

// To the line behind the one that has been reported. False when that is not in the window.
bool LineFinder::skip_line() {
  const std::size_t end = window().find('\n', at_);
  at_ = end == std::string_view::npos ? filled_ : end + 1;
  in_found_line_ = end == std::string_view::npos;
  return !in_found_line_;
}

bool LineFinder::emit(std::size_t at, const Found& found) {
  const Span content = content_around(at);
  if (at + what_.size() > content.end) return true;  // it takes the CR of the line's end to match
  count_lines(at);
  return found(line_, window().substr(content.begin, content.end - content.begin));
}

LineFinder::Span LineFinder::content_around(std::size_t at) const {
  const std::size_t most = room_ - line_end;
  const std::size_t lowest = at - std::min(at, room_);
  const std::size_t highest = std::min(filled_, at + room_);
  const std::string_view reach = window().substr(0, highest);
  const std::size_t before = reach.substr(lowest, at - lowest).rfind('\n');
  const std::size_t begin = before == std::string_view::npos ? lowest : lowest + before + 1;
  std::size_t end = std::min(highest, reach.find('\n', at + what_.size()));
  if (end > begin && buffer_[end - 1] == '\r' && (end < highest || (at_end_ && end == filled_))) --end;
  if (end - begin <= limits::max_find_line) return {begin, end};

  Span cut{at - std::min({at - begin, limits::max_find_line / 4, most - what_.size()}), end};
  const std::size_t latest = std::min(at, cut.begin + 3);
  while (cut.begin > begin && cut.begin < latest && continues_character(buffer_[cut.begin])) ++cut.begin;
  if (cut.end - cut.begin > most) {
    cut.end = cut.begin + most;
    const std::size_t kept = at + what_.size();  // the match stays whole
    const std::size_t tail = utf8::incomplete_tail(window().substr(cut.begin, most));
    cut.end = std::max(cut.end - tail, kept);
  }
  return cut;
}

}  // namespace toolbox
