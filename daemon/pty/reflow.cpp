#include "pty/reflow.h"

#include <algorithm>

namespace toolbox {
namespace {

// A line of text, and the marks on it by their distance from its start.
struct Line {
  std::vector<Cell> cells;
  bool continuation = false;
  std::vector<std::pair<Position*, std::size_t>> marks;
};

// A mark, and where it was.
using Mark = std::pair<Position*, Position>;

// The line that begins at rows[at]; moves `at` behind it.
Line take_line(std::vector<Row>& rows, std::size_t& at, int cols, std::span<const Mark> marks) {
  Line line;
  line.continuation = rows[at].continuation;
  for (bool goes_on = true; goes_on; ++at) {
    Row& row = rows[at];
    for (const auto& [mark, was] : marks) {
      if (static_cast<std::size_t>(was.row) != at) continue;
      line.marks.emplace_back(mark, line.cells.size() + static_cast<std::size_t>(was.col));
    }
    goes_on = at + 1 < rows.size() && row.goes_on_in(rows[at + 1], cols);
    line.cells.insert(line.cells.end(), row.cells.begin(), row.cells.end());
    row.cells = {};
  }
  return line;
}

// How many of the cells from `start` on fit into a row.
std::size_t fitting(const std::vector<Cell>& cells, std::size_t start, std::size_t cols) {
  std::size_t size = std::min(cells.size() - start, cols);
  if (start + size < cells.size() && cells[start + size].width == 0) --size;
  return size;
}

void put_line(std::vector<Row>& rows, const Line& line, std::size_t cols) {
  std::size_t start = 0;
  do {
    const std::size_t size = fitting(line.cells, start, cols);
    const bool last = start + size >= line.cells.size();
    Row& row = rows.emplace_back();
    row.continuation = start > 0 || line.continuation;
    const auto from = line.cells.begin() + static_cast<std::ptrdiff_t>(start);
    row.cells.assign(from, from + static_cast<std::ptrdiff_t>(size));
    for (const auto& [mark, offset] : line.marks) {
      if (offset < start || (!last && offset >= start + size)) continue;
      mark->row = static_cast<int>(rows.size() - 1);
      mark->col = static_cast<int>(std::min(offset - start, cols));
      // Beyond the text is no place behind the last column: nothing was written there.
      if (offset > line.cells.size()) mark->col = std::min(mark->col, static_cast<int>(cols) - 1);
    }
    start += size;
  } while (start < line.cells.size());
}

}  // namespace

std::vector<Row> rewrap(std::vector<Row> rows, int old_cols, int new_cols, std::span<Position* const> marks) {
  std::vector<Row> wrapped;
  wrapped.reserve(rows.size());
  std::vector<Mark> places;
  for (Position* mark : marks) places.emplace_back(mark, *mark);
  for (std::size_t at = 0; at < rows.size();) {
    Line line = take_line(rows, at, old_cols, places);
    while (!line.cells.empty() && line.cells.back().empty()) line.cells.pop_back();
    if (new_cols == 1) std::erase_if(line.cells, [](const Cell& cell) { return cell.width != 1; });
    put_line(wrapped, line, static_cast<std::size_t>(new_cols));
  }
  return wrapped;
}

}  // namespace toolbox
