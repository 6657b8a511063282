#pragma once
#include <cstdint>
#include <functional>
#include <span>
#include <string_view>
#include <vector>

#include "files/substring.h"

namespace toolbox {

// Finds the lines of a text that contain a substring, in bounded memory whatever the text's and its lines'
// length. Reusable, one text after the other. Pure: what it reads is given to it.
class LineFinder {
 public:
  // Fills part of a buffer; 0 at the end.
  using Read = std::function<std::size_t(std::span<char>)>;
  // Gets a line with a match: its number, from 1, and content. False ends the search.
  using Found = std::function<bool(std::int64_t line, std::string_view content)>;

  // window: bytes held at a time; more when the substring needs it.
  LineFinder(const Substring& what, std::size_t window);

  // A text with a NUL in its first 512 bytes is taken for binary and passed by. Content is the line without
  // its line end (LF or CRLF). Of a line longer than limits::max_find_line it is as much as that, cut
  // between characters, around the line's first match; more only when the match itself is longer.
  void search(const Read& read, const Found& found);

 private:
  struct Span {
    std::size_t begin, end;
  };

  void reset();
  void fill(const Read& read);
  void forget_before(std::size_t at);
  void count_lines(std::size_t until);
  bool skip_line();
  bool emit(std::size_t at, const Found& found);
  Span content_around(std::size_t at) const;
  std::string_view window() const { return {buffer_.data(), filled_}; }

  const Substring& what_;
  const std::size_t room_;  // bytes needed on either side of a match's beginning
  std::vector<char> buffer_;
  std::size_t filled_ = 0;
  std::size_t at_ = 0;       // searched up to here
  std::size_t counted_ = 0;  // lines counted up to here
  std::int64_t line_ = 1;    // of the byte at counted_
  bool in_found_line_ = false;
  bool at_end_ = false;
};

}  // namespace toolbox
