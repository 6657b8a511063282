#pragma once
// Turns rows into the bytes that draw them.
#include <cstddef>
#include <string>

#include "pty/grid.h"

namespace toolbox {

// Appends rows below each other, each where the cursor stands after the one before. A line that takes several
// rows is written in one go, and the terminal wraps it, so that it knows it for one line; blanks at a line's
// end are left out.
class RowWriter {
 public:
  // `goes_on`: the row below holds the rest of this line (Row::goes_on_in).
  void write(std::string& out, const Row& row, int cols, bool goes_on);
  // Ends the line that the last row is on, if there is one, and begins the next.
  void end_line(std::string& out);
  // Whether there is a row on the line that is being written.
  bool begun() const { return begun_; }
  // Whether the last row waits for the rest of its line.
  bool open() const { return open_; }
  // Appends one cell.
  void cell(std::string& out, const Cell& cell);
  void set_pen(std::string& out, const Pen& pen);

 private:
  Pen pen_before_blanks_;   // and that before the blanks at its end
  std::size_t blanks_ = 0;  // the bytes of these
  Pen pen_;                 // that of the terminal after what was written
  bool begun_ = false;      // a row was written since the last end of line
  bool open_ = false;       // the last one was full, and the next is to go on where it ended
  bool gap_ = false;        // but for its last column, as a wide character is next
};

// The lines that have scrolled out of a terminal's top, as bytes; the newest `limit` bytes of them, in whole
// lines.
class Scrollback {
 public:
  explicit Scrollback(std::size_t limit) : limit_(limit) {}
  void append(const Row& row, int cols, bool goes_on);
  void clear();
  // Takes the last `count` lines away, and returns the bytes that draw them; the last of them has no end of
  // line.
  std::string take_last(int count);
  // Whether the last line goes on in the row that will be appended next.
  bool open() const { return writer_.open(); }
  // Appends all to `out`, and returns the writer that goes on from there.
  RowWriter write(std::string& out) const;
  bool empty() const { return bytes_.size() == dropped_ && !writer_.begun(); }

 private:
  void drop_oldest();

  std::size_t limit_;
  std::string bytes_;
  std::size_t dropped_ = 0;  // at the start of bytes_, which moves only once in a while
  std::size_t line_ = 0;     // bytes of the last line
  RowWriter writer_;
};

}  // namespace toolbox
