#include "pty/grid.h"

#include <algorithm>

namespace toolbox {

void Row::trim() {
  while (!cells.empty() && cells.back().empty()) cells.pop_back();
}

bool Row::goes_on_in(const Row& next, int cols) const {
  if (!next.continuation || next.cells.empty()) return false;
  const auto width = static_cast<std::size_t>(cols);
  // A wide character that did not fit into the last column went to the next row whole.
  const bool gap = cells.size() + 1 == width && next.cells.front().width == 2;
  return cells.size() == width || gap;
}

Grid::Grid(int cols, int rows) : cols_(cols), rows_(static_cast<std::size_t>(rows)) {}

Grid::Grid(int cols, int rows, std::vector<Row> contents) : cols_(cols), rows_(std::move(contents)) {
  rows_.resize(static_cast<std::size_t>(rows));
  for (Row& row : rows_) {
    if (row.cells.size() <= static_cast<std::size_t>(cols)) continue;
    row.cells.resize(static_cast<std::size_t>(cols));
    mend(row, cols, cols);
    row.trim();
  }
}

std::size_t Grid::index(int i) const {
  const std::size_t at = first_ + static_cast<std::size_t>(i);
  return at < rows_.size() ? at : at - rows_.size();
}

int Grid::last_used() const {
  int i = rows() - 1;
  while (i >= 0 && row(i).cells.empty()) --i;
  return i;
}

std::vector<Row> Grid::take_rows() {
  std::rotate(rows_.begin(), rows_.begin() + static_cast<std::ptrdiff_t>(first_), rows_.end());
  first_ = 0;
  return std::move(rows_);
}

Area Grid::clipped(Area area) const {
  return {std::max(area.top, 0), std::min(area.bottom, rows()), std::max(area.left, 0),
          std::min(area.right, cols_)};
}

void Grid::extend(Row& row, int end) const {
  const auto wanted = static_cast<std::size_t>(end);
  if (row.cells.size() >= wanted) return;
  if (row.cells.capacity() < wanted) {
    row.cells.reserve(std::min(std::max(wanted, 2 * row.cells.capacity()), static_cast<std::size_t>(cols_)));
  }
  row.cells.resize(wanted);
}

void Grid::mend(Row& row, int left, int right) {
  std::vector<Cell>& cells = row.cells;
  const auto make_blank = [](Cell& cell) {
    cell.text = {U' '};
    cell.width = 1;
  };
  const auto from = static_cast<std::size_t>(left);
  const auto to = static_cast<std::size_t>(right);
  if (from > 0 && from <= cells.size() && cells[from - 1].width == 2 &&
      (from == cells.size() || cells[from].width != 0)) {
    make_blank(cells[from - 1]);
  }
  if (from < cells.size() && cells[from].width == 0 && (from == 0 || cells[from - 1].width != 2)) {
    make_blank(cells[from]);
  }
  if (to > 0 && to <= cells.size() && cells[to - 1].width == 2 &&
      (to == cells.size() || cells[to].width != 0)) {
    make_blank(cells[to - 1]);
  }
  if (to < cells.size() && cells[to].width == 0 && (to == 0 || cells[to - 1].width != 2)) {
    make_blank(cells[to]);
  }
}

void Grid::put(int at, int col, std::span<const char32_t> text, int width, const Pen& pen) {
  if (at < 0 || at >= rows() || col < 0 || width < 1 || width > 2 || col + width > cols_) return;
  Row& row = this->row(at);
  extend(row, col + width);
  Cell& cell = row.cells[static_cast<std::size_t>(col)];
  cell.text = {};
  std::copy_n(text.begin(), std::min(text.size(), Cell::max_text), cell.text.begin());
  cell.pen = pen;
  cell.width = static_cast<std::uint8_t>(width);
  if (width == 2) {
    Cell& half = row.cells[static_cast<std::size_t>(col) + 1];
    half.text = {};
    half.pen = pen;
    half.width = 0;
  }
  mend(row, col, col + width);
}

void Grid::put_ascii(int at, int col, std::string_view text, const Pen& pen) {
  Row& row = this->row(at);
  const int end = col + static_cast<int>(text.size());
  extend(row, end);
  Cell* cell = row.cells.data() + col;
  Cell made;
  made.pen = pen;
  for (const char c : text) {
    made.text[0] = static_cast<unsigned char>(c);
    *cell++ = made;
  }
  mend(row, col, end);
}

void Grid::combine(int at, int col, char32_t c) {
  std::vector<Cell>& cells = row(at).cells;
  if (static_cast<std::size_t>(col) >= cells.size()) return;
  auto& text = cells[static_cast<std::size_t>(col)].text;
  const auto free = std::find(text.begin(), text.end(), U'\0');
  if (free != text.begin() && free != text.end()) *free = c;
}

void Grid::erase(Area area, Colour background) {
  area = clipped(area);
  if (area.empty()) return;
  Cell blank;
  blank.pen.background = background;
  for (int i = area.top; i < area.bottom; ++i) {
    Row& row = this->row(i);
    if (area.right == cols_ && background.is_default()) {
      // What is left of the cut may end in half a character.
      if (row.cells.size() > static_cast<std::size_t>(area.left))
        row.cells.resize(static_cast<std::size_t>(area.left));
      mend(row, area.left, area.left);
    } else {
      const int end =
          background.is_default() ? std::min(area.right, static_cast<int>(row.cells.size())) : area.right;
      if (end <= area.left) continue;
      extend(row, end);
      std::fill(row.cells.begin() + area.left, row.cells.begin() + end, blank);
      mend(row, area.left, end);
    }
    row.trim();
  }
}

void Grid::scroll_rows(int top, int bottom, int up, Colour background) {
  const int height = bottom - top;
  up = std::clamp(up, -height, height);
  if (top == 0 && bottom == rows() && up > 0) {
    first_ = (first_ + static_cast<std::size_t>(up)) % rows_.size();
  } else {
    const int left = up > 0 ? up : height + up;
    std::vector<Row> moved;
    moved.reserve(static_cast<std::size_t>(height));
    for (int i = 0; i < height; ++i) moved.push_back(std::move(row(top + (i + left) % height)));
    for (int i = 0; i < height; ++i) row(top + i) = std::move(moved[static_cast<std::size_t>(i)]);
  }
  const int from = up > 0 ? bottom - up : top;
  const int to = up > 0 ? bottom : top - up;
  for (int i = from; i < to; ++i) {
    row(i).cells.clear();
    row(i).continuation = false;
  }
  if (!background.is_default()) erase({from, to, 0, cols_}, background);
}

void Grid::scroll(Area area, int up, int left, Colour background) {
  area = clipped(area);
  if (area.empty()) return;
  if (left == 0 && area.left == 0 && area.right == cols_) {
    if (up != 0) scroll_rows(area.top, area.bottom, up, background);
    return;
  }
  const int height = area.bottom - area.top;
  const int width = area.right - area.left;
  up = std::clamp(up, -height, height);
  left = std::clamp(left, -width, width);
  Cell blank;
  blank.pen.background = background;
  const int step = up >= 0 ? 1 : -1;
  std::vector<Cell> line(static_cast<std::size_t>(width));
  for (int i = up >= 0 ? area.top : area.bottom - 1; i >= area.top && i < area.bottom; i += step) {
    std::fill(line.begin(), line.end(), blank);
    const int source = i + up;
    if (source >= area.top && source < area.bottom) {
      const std::vector<Cell>& cells = row(source).cells;
      for (int col = 0; col < width; ++col) {
        const int from = col + left;
        if (from < 0 || from >= width) continue;
        const auto at = static_cast<std::size_t>(area.left) + static_cast<std::size_t>(from);
        line[static_cast<std::size_t>(col)] = at < cells.size() ? cells[at] : Cell{};
      }
    }
    Row& target = row(i);
    extend(target, area.right);
    std::copy(line.begin(), line.end(), target.cells.begin() + area.left);
    mend(target, area.left, area.right);
    // What came in stands beside what was there.
    if (left > 0) mend(target, area.right - left, area.right - left);
    if (left < 0) mend(target, area.left - left, area.left - left);
    target.trim();
  }
}

}  // namespace toolbox
