#pragma once
// The cells of one buffer of a terminal.
#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "pty/pen.h"

namespace toolbox {

struct Cell {
  static constexpr std::size_t max_text = 4;  // a character and what combines with it; more is left out
  std::array<char32_t, max_text> text{};      // zeros behind the last; all zeros: nothing was written here
  Pen pen;
  std::uint8_t width = 1;  // 2: a wide character; 0: that character's right half

  // Whether it is as it would be if nothing had ever been here.
  bool empty() const { return text[0] == 0 && width == 1 && pen == Pen{}; }
  // Whether it shows nothing.
  bool invisible() const { return (text[0] == 0 || text[0] == U' ') && width == 1 && !pen.shows_on_space(); }
};

// Only what is left of the last cell that is not empty is held, so that an idle terminal takes little memory.
struct Row {
  std::vector<Cell> cells;
  bool continuation = false;  // the line above was too long, and goes on here

  void trim();
  // Whether `next`, below it, holds the rest of the same line on a screen of that many columns.
  bool goes_on_in(const Row& next, int cols) const;
};

// Rows and columns count from 0; ends are one past the last.
struct Area {
  int top, bottom, left, right;
  bool empty() const { return top >= bottom || left >= right; }
  std::size_t cells() const {
    return empty() ? 0 : static_cast<std::size_t>(bottom - top) * static_cast<std::size_t>(right - left);
  }
};

class Grid {
 public:
  Grid(int cols, int rows);
  // With `contents` from the top left; what does not fit is cut.
  Grid(int cols, int rows, std::vector<Row> contents);

  int cols() const { return cols_; }
  int rows() const { return static_cast<int>(rows_.size()); }
  Row& row(int i) { return rows_[index(i)]; }
  const Row& row(int i) const { return rows_[index(i)]; }
  // The last row with anything in it; -1 when there is none.
  int last_used() const;

  // Writes one character of the given width (1 or 2); nothing when it does not fit in the row.
  void put(int row, int col, std::span<const char32_t> text, int width, const Pen& pen);
  // Writes as many characters from ASCII, which fit in the row.
  void put_ascii(int row, int col, std::string_view text, const Pen& pen);
  // Adds `c` to the character there, if there is one.
  void combine(int row, int col, char32_t c);
  // Empties `area`, leaving its background in that colour.
  void erase(Area area, Colour background);
  // Moves what is in `area` up by `up` rows (down when negative) and left by `left` columns; what comes in is
  // empty, with that background.
  void scroll(Area area, int up, int left, Colour background);

  // The rows in order; the grid is useless then.
  std::vector<Row> take_rows();

 private:
  std::size_t index(int i) const;
  Area clipped(Area area) const;
  void scroll_rows(int top, int bottom, int up, Colour background);
  // Cells [0, end) exist after it.
  void extend(Row& row, int end) const;
  // Half a wide character beside what was overwritten, [left, right), is no character any more.
  static void mend(Row& row, int left, int right);

  int cols_;
  std::vector<Row> rows_;
  std::size_t first_ = 0;  // where the top row is: a screen that scrolls by a line moves no row
};

}  // namespace toolbox
