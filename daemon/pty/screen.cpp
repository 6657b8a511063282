#include "pty/screen.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/limits.h"
#include "base/utf8.h"
#include "pty/flood.h"
#include "pty/screen_impl.h"

namespace toolbox {
namespace {

constexpr std::string_view replacement = "\xEF\xBF\xBD";  // U+FFFD, for bytes that are no UTF-8

bool ascii_text(char c) {
  return c >= 0x20 && c < 0x7F;
}

// U+0080 to U+009F, which have no width.
bool c1_control(std::string_view bytes) {
  return bytes.size() >= 2 && bytes[0] == '\xC2' && static_cast<unsigned char>(bytes[1]) < 0xA0;
}

std::vector<bool> continuations(const Grid& grid) {
  std::vector<bool> result;
  result.reserve(static_cast<std::size_t>(grid.rows()));
  for (int i = 0; i < grid.rows(); ++i) result.push_back(grid.row(i).continuation);
  return result;
}

}  // namespace

Screen::Screen(int cols, int rows, std::size_t scrollback_bytes)
    : impl_(std::make_unique<Impl>(std::clamp(cols, 1, limits::max_terminal_size),
                                   std::clamp(rows, 1, limits::max_terminal_size), scrollback_bytes)) {}
Screen::~Screen() = default;
Screen::Screen(Screen&&) noexcept = default;
Screen& Screen::operator=(Screen&&) noexcept = default;

std::size_t Screen::write(std::string_view output, std::string_view following) {
  return impl_->write(output, following);
}

bool Screen::paused() const {
  return impl_->paused;
}

void Screen::resize(int cols, int rows) {
  impl_->resize(std::clamp(cols, 1, limits::max_terminal_size),
                std::clamp(rows, 1, limits::max_terminal_size));
}

std::string Screen::snapshot() const {
  return impl_->snapshot();
}

Screen::Impl::Impl(int cols, int rows, std::size_t scrollback_bytes)
    : primary(cols, rows), scrollback(scrollback_bytes), vt(cols, rows, *this) {}

std::size_t Screen::Impl::write(std::string_view output, std::string_view following) {
  paused = false;
  work = 0;
  if (const auto skipped = skip(output, following)) return *skipped;
  std::size_t used = 0;
  while (used < output.size()) {
    if (work > limits::screen_work) {
      paused = true;
      return used;
    }
    const SequenceScanner::Token token = scanner.next(output.substr(used));
    const std::size_t size = token.bytes.size();
    if (token.kind == SequenceScanner::Kind::text) {
      const std::size_t fed = feed_text(token.bytes, used + size == output.size());
      used += fed;
      if (fed < size && work <= limits::screen_work) return used;
    } else if (token.finished) {
      obey(token);
      used += size;
    } else {
      if (size < limits::vt_sequence) return used;
      scanner.abandon();
      used += size;
    }
  }
  return used;
}

std::optional<std::size_t> Screen::Impl::skip(std::string_view output, std::string_view following) {
  if (following.empty() || scanner.inside()) return std::nullopt;
  const Grid& grid = shown();
  const VtState::Margins margins = vt.margins();
  const bool scrolls_all = margins.top == 0 && margins.bottom == grid.rows() && !margins.left_right;
  if (!scrolls_all || vt.cursor().row != grid.rows() - 1) return std::nullopt;
  return scrolls_away(output, following, grid.rows(), pen);
}

// Returns how much of it was used: all but a UTF-8 sequence that is cut, when it stands `at_end` of what is
// there; less when there was too much to do.
std::size_t Screen::Impl::feed_text(std::string_view text, bool at_end) {
  std::size_t at = 0;
  while (at < text.size() && work <= limits::screen_work) {
    const auto c = static_cast<unsigned char>(text[at]);
    if (c < 0x20 || c == 0x7F) {
      vt.control(c);
      behind_text = false;
      ++at;
      continue;
    }
    std::size_t end = at;
    if (c < 0x80) {
      const std::size_t most = std::min(text.size(), at + VtState::max_text);
      while (end < most && ascii_text(text[end])) ++end;
    } else {
      while (end - at <= VtState::max_text - 4) {
        const std::string_view rest = text.substr(end);
        const std::size_t length = utf8::sequence_length(rest);
        if (length < 2 || c1_control(rest)) break;
        end += length;
      }
    }
    if (end > at) {
      vt.text(text.substr(at, end - at));
      behind_text = true;
    } else if (c1_control(text.substr(at))) {
      end = at + 2;
    } else {
      if (at_end && utf8::incomplete_tail(text.substr(at)) == text.size() - at) return at;
      vt.text(replacement);
      end = at + 1;
    }
    at = end;
  }
  return at;
}

// The last lines of the scrollback, which they leave, as rows of the present width.
std::vector<Row> Screen::Impl::lines_above(int count) {
  const std::string bytes = scrollback.take_last(count);
  if (bytes.empty()) return {};
  const std::size_t cells_per_row = static_cast<std::size_t>(std::max(primary.cols() - 1, 1));
  Impl drawn(primary.cols(), static_cast<int>(bytes.size() / cells_per_row) + count + 1, 0);
  drawn.write(bytes, {});
  const int end = drawn.vt.cursor().row + 1;
  std::vector<Row> rows = drawn.primary.take_rows();
  rows.resize(static_cast<std::size_t>(end));
  return rows;
}

void Screen::Impl::resize(int cols, int rows) {
  if (cols == primary.cols() && rows == primary.rows()) return;
  Position cursor = vt.cursor();
  resize_primary(cols, rows, alternate ? left_at : cursor);
  if (alternate) {
    std::vector<Row> contents = alternate->take_rows();
    alternate = Grid(cols, rows, std::move(contents));
    cursor.col = std::min(cursor.col, cols - 1);
    Position& saved = saved_cursors[1].at;
    saved = {std::min(saved.row, rows - 1), std::min(saved.col, cols - 1)};
  }
  vt.resize(cols, rows, continuations(primary), alternate ? continuations(*alternate) : std::vector<bool>());
  vt.set_cursor(cursor);
}

// `cursor`: where the primary screen's is, which stays with its text.
void Screen::Impl::resize_primary(int cols, int rows, Position& cursor) {
  const int old_cols = primary.cols();
  const int used = std::max(primary.last_used(), cursor.row) + 1;
  // Room that appears is filled from above, unless there was room below: a screen that was cleared stays so.
  const bool open = scrollback.open();
  std::vector<Row> lines = used == primary.rows() ? lines_above(rows) : std::vector<Row>();
  const auto above = static_cast<int>(lines.size());
  std::vector<Row> screen_rows = primary.take_rows();
  screen_rows.resize(static_cast<std::size_t>(used));
  // Where the scrollback keeps the line's start, wrapped at the old width, the line is cut in two: joined,
  // the rows below would be elsewhere.
  if (!open || above == 0) screen_rows.front().continuation = false;
  std::ranges::move(screen_rows, std::back_inserter(lines));

  SavedCursor& saved = saved_cursors[0];
  const bool never_saved = saved == SavedCursor();
  saved.at.row = std::min(saved.at.row, used - 1) + above;
  cursor.row += above;
  Position* const marks[] = {&saved.at, &cursor};
  lines = rewrap(std::move(lines), old_cols, cols, marks);

  // What does not fit leaves at the top, but not the cursor.
  const int surplus = std::clamp(static_cast<int>(lines.size()) - rows, 0, cursor.row);
  for (int i = 0; i < surplus; ++i) {
    const auto at = static_cast<std::size_t>(i);
    const bool goes_on = at + 1 < lines.size() && lines[at].goes_on_in(lines[at + 1], cols);
    scrollback.append(lines[at], cols, goes_on);
  }
  lines.erase(lines.begin(), lines.begin() + surplus);
  primary = Grid(cols, rows, std::move(lines));
  cursor.row -= surplus;
  saved.at.row = std::clamp(saved.at.row - surplus, 0, rows - 1);
  if (never_saved) saved = SavedCursor();
}

void Screen::Impl::put(Position at, std::span<const char32_t> text, int width) {
  shown().put(at.row, at.col, text, width, pen);
  ++work;
}

void Screen::Impl::put_ascii(Position at, std::string_view text) {
  shown().put_ascii(at.row, at.col, text, pen);
}

void Screen::Impl::combine(Position at, char32_t c) {
  shown().combine(at.row, at.col, c);
}

void Screen::Impl::set_continuation(int row, bool continuation) {
  shown().row(row).continuation = continuation;
}

void Screen::Impl::erase(Area area) {
  Grid& grid = shown();
  grid.erase(area, pen.background);
  work += area.cells();
  if (area.right < grid.cols()) return;
  // The line no longer reaches into the row below; libvterm's own note of it has changed in the same way.
  for (int i = area.top + 1; i < std::min(area.bottom + 1, grid.rows()); ++i)
    grid.row(i).continuation = false;
}

void Screen::Impl::scroll(Area area, int up, int left) {
  Grid& grid = shown();
  const bool whole_lines = left == 0 && area.left == 0 && area.right == grid.cols();
  if (!alternate && keeps_scrolled && whole_lines && area.top == 0) {
    for (int i = 0; i < std::min(up, area.bottom); ++i) {
      const bool goes_on = i + 1 < area.bottom && grid.row(i).goes_on_in(grid.row(i + 1), grid.cols());
      scrollback.append(grid.row(i), grid.cols(), goes_on);
    }
  }
  grid.scroll(area, up, left, pen.background);
  work += whole_lines ? static_cast<std::size_t>(area.bottom - area.top) : area.cells();
}

void Screen::Impl::clear_scrollback() {
  scrollback.clear();
}

}  // namespace toolbox
