#include "pty/row_writer.h"

#include <algorithm>

namespace toolbox {
namespace {

void append_utf8(std::string& out, char32_t c) {
  const auto byte = [&out](char32_t value) { out += static_cast<char>(value); };
  if (c < 0x80) {
    byte(c);
  } else if (c < 0x800) {
    byte(0xC0U | c >> 6U);
    byte(0x80U | (c & 0x3FU));
  } else if (c < 0x10000) {
    byte(0xE0U | c >> 12U);
    byte(0x80U | (c >> 6U & 0x3FU));
    byte(0x80U | (c & 0x3FU));
  } else {
    byte(0xF0U | c >> 18U);
    byte(0x80U | (c >> 12U & 0x3FU));
    byte(0x80U | (c >> 6U & 0x3FU));
    byte(0x80U | (c & 0x3FU));
  }
}

}  // namespace

void RowWriter::set_pen(std::string& out, const Pen& pen) {
  if (pen == pen_) return;
  out += sgr_between(pen_, pen);
  pen_ = pen;
}

void RowWriter::cell(std::string& out, const Cell& cell) {
  if (cell.width == 0) return;
  set_pen(out, cell.pen);
  if (cell.text[0] == 0) {
    out += ' ';
    return;
  }
  for (const char32_t c : cell.text) {
    if (c == 0) break;
    append_utf8(out, c);
  }
}

void RowWriter::end_line(std::string& out) {
  if (!begun_) return;
  if (open_) {
    // The rest of the line did not come, so these are blanks at its end.
    out.resize(out.size() - blanks_);
    pen_ = pen_before_blanks_;
  }
  set_pen(out, Pen{});  // or the background would fill the line that scrolls in
  out += "\r\n";
  begun_ = open_ = false;
}

void RowWriter::write(std::string& out, const Row& row, int cols, bool goes_on) {
  // The row may have changed since it was known that the line goes on here.
  const bool joined =
      open_ && row.continuation && !row.cells.empty() && (!gap_ || row.cells.front().width == 2);
  if (begun_ && !joined) end_line(out);
  const bool filled = joined && !row.cells.front().pen.background.is_default();
  std::size_t end = row.cells.size();
  if (!goes_on) {
    // Not the first cell of a row that the terminal is to begin because the line above is full.
    while (end > (joined ? 1 : 0) && row.cells[end - 1].invisible()) --end;
  }
  std::size_t visible = out.size();
  pen_before_blanks_ = pen_;
  for (std::size_t i = 0; i < end; ++i) {
    cell(out, row.cells[i]);
    if (row.cells[i].invisible() || row.cells[i].width == 0) continue;
    visible = out.size();
    pen_before_blanks_ = pen_;
  }
  blanks_ = out.size() - visible;
  if (filled && end < static_cast<std::size_t>(cols)) {
    // The row scrolled in with the background of the character that began it.
    set_pen(out, Pen{});
    out += "\x1b[K";
  }
  begun_ = true;
  open_ = goes_on;
  gap_ = row.cells.size() < static_cast<std::size_t>(cols);
}

void Scrollback::append(const Row& row, int cols, bool goes_on) {
  if (limit_ == 0) return;
  // A line longer than half of what is kept is broken, so that it never takes everything.
  if (goes_on && line_ > limit_ / 2) goes_on = false;
  if (!writer_.open() || !row.continuation) line_ = 0;
  const std::size_t before = bytes_.size();
  writer_.write(bytes_, row, cols, goes_on);
  line_ += bytes_.size() - before;
  if (bytes_.size() - dropped_ > limit_) drop_oldest();
}

void Scrollback::drop_oldest() {
  const std::size_t least = bytes_.size() - limit_;
  const std::size_t end = bytes_.find('\n', least - 1);
  if (end == std::string::npos) return clear();
  dropped_ = end + 1;
  if (dropped_ > limit_ / 4 + 4096) {
    bytes_.erase(0, dropped_);
    dropped_ = 0;
  }
}

void Scrollback::clear() {
  bytes_ = std::string();
  dropped_ = line_ = 0;
  writer_ = RowWriter();
}

std::string Scrollback::take_last(int count) {
  std::size_t start = bytes_.size();
  for (; count > 0 && start > dropped_; --count) {
    // Behind the end of the line before, or that of the one before it.
    const std::size_t end =
        start >= 2 && start < bytes_.size() ? bytes_.rfind('\n', start - 2) : bytes_.rfind('\n');
    start = end == std::string::npos || end < dropped_ ? dropped_ : end + 1;
  }
  std::string lines = bytes_.substr(start);
  bytes_.resize(start);
  writer_ = RowWriter();
  line_ = 0;
  return lines;
}

RowWriter Scrollback::write(std::string& out) const {
  out.append(bytes_, dropped_);
  return writer_;
}

}  // namespace toolbox
