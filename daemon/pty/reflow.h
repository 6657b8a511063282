#pragma once
#include <span>
#include <vector>

#include "pty/grid.h"

namespace toolbox {

// A place on the screen.
struct Position {
  int row = 0;
  int col = 0;  // equal to the number of columns: behind the last, where the next character wraps
  bool operator==(const Position&) const = default;
};

// Wraps the lines that `rows` hold at `new_cols` columns instead of `old_cols`. `marks` stay with the text
// that they stand on. No text is lost, except a wide character where there is one column only.
std::vector<Row> rewrap(std::vector<Row> rows, int old_cols, int new_cols, std::span<Position* const> marks);

}  // namespace toolbox
