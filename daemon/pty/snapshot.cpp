// The bytes that draw what a Screen shows.
#include <fmt/format.h>

#include <algorithm>

#include "pty/screen_impl.h"

namespace toolbox {
namespace {

// Everything as on a new terminal, whatever the client's was used for before; no RIS and no CSI 3 J, as its
// user may want to scroll up. Modes are named one by one: terminals differ in what DECSTR takes back.
constexpr std::string_view fresh_terminal =
    "\x1b[?1049l\x1b[!p\x1b[?69l\x1b[r\x1b[4l\x1b[20l\x1b>\x1b(B\x1b)B\x1b*B\x1b+B\x0f"
    "\x1b[?1;5;6;1000;1002;1003;1004;1005;1006;1015;2004l\x1b[?7;25h\x1b[0m\x1b[H\x1b[2J";

std::string move_to(int row, int col) {
  return fmt::format("\x1b[{};{}H", row + 1, col + 1);
}

// But for GR: it means nothing in UTF-8, and xterm.js takes its shifts for those of GL.
void write_charsets(std::string& out, const Charsets& sets) {
  if (sets == Charsets()) return;
  for (std::size_t i = 0; i < 4; ++i) {
    if (sets.designated[i] != 'B') {
      out += '\x1b';
      out += "()*+"[i];
      out += sets.designated[i];
    }
  }
  static constexpr std::string_view left_shifts[] = {"", "\x0e", "\x1bn", "\x1bo"};
  out += left_shifts[sets.left];
}

// One past the last row that shows anything.
int visible_end(const Grid& grid) {
  int end = grid.rows();
  const auto invisible = [](const Cell& cell) { return cell.invisible(); };
  while (end > 0 && std::ranges::all_of(grid.row(end - 1).cells, invisible)) --end;
  return end;
}

// All of `grid`, from the cursor's row on. `whole`: lines above it were written, so the empty ones at the end
// count.
void write_rows(std::string& out, RowWriter& writer, const Grid& grid, bool whole) {
  const int end = whole ? grid.rows() : visible_end(grid);
  for (int i = 0; i < end; ++i) {
    const bool goes_on = i + 1 < end && grid.row(i).goes_on_in(grid.row(i + 1), grid.cols());
    writer.write(out, grid.row(i), grid.cols(), goes_on);
  }
  writer.set_pen(out, Pen());
}

// To `at`; where the next character is to wrap, the cell before is written again. `top`: of the rows that
// count.
void move_cursor(std::string& out, RowWriter& writer, const Grid& grid, Position at, Position origin) {
  const int row = std::max(at.row - origin.row, 0);
  if (at.col < grid.cols()) {
    out += move_to(row, std::max(at.col - origin.col, 0));
    return;
  }
  const Row& cells = grid.row(at.row);
  const auto last = static_cast<std::size_t>(grid.cols()) - 1;
  Cell cell = last < cells.cells.size() ? cells.cells[last] : Cell();
  const bool wide = cell.width == 0 && last > 0;
  if (wide) cell = cells.cells[last - 1];
  out += move_to(row, std::max(grid.cols() - (wide ? 2 : 1) - origin.col, 0));
  writer.cell(out, cell);
}

// As DECSC finds it.
void write_saved_cursor(std::string& out, RowWriter& writer, const Grid& grid, const SavedCursor& saved) {
  Position at = saved.at;
  at.row = std::min(at.row, grid.rows() - 1);
  move_cursor(out, writer, grid, at, {});
  writer.set_pen(out, saved.pen);
  write_charsets(out, saved.charsets);
}

void write_tab_stops(std::string& out, const std::optional<std::vector<int>>& stops) {
  if (!stops) return;
  out += "\x1b[3g";
  for (const int col : *stops) out += move_to(0, col) + "\x1bH";
}

void write_modes(std::string& out, const VtState::Modes& modes) {
  const std::pair<bool, std::string_view> sequences[] = {
      {modes.insert, "\x1b[4h"},
      {modes.newline, "\x1b[20h"},
      {!modes.autowrap, "\x1b[?7l"},
      {!modes.cursor_visible, "\x1b[?25l"},
      {modes.reverse, "\x1b[?5h"},
      {modes.cursor_keys, "\x1b[?1h"},
      {modes.keypad, "\x1b="},
      {modes.focus, "\x1b[?1004h"},
      {modes.bracketed_paste, "\x1b[?2004h"},
  };
  for (const auto& [on, sequence] : sequences) {
    if (on) out += sequence;
  }
  if (modes.mouse != 0) out += fmt::format("\x1b[?{}h", modes.mouse);
  if (modes.mouse_encoding != 0) out += fmt::format("\x1b[?{}h", modes.mouse_encoding);
}

void write_style(std::string& out, const CursorStyle& style) {
  if (style.shape != 0) out += fmt::format("\x1b[{} q", style.shape);
  if (style.blink) out += *style.blink ? "\x1b[?12h" : "\x1b[?12l";
}

}  // namespace

std::string Screen::Impl::snapshot() const {
  std::string out(fresh_terminal);
  RowWriter writer = scrollback.write(out);
  write_rows(out, writer, primary, !scrollback.empty());
  if (alternate) {
    write_saved_cursor(out, writer, primary, saved_cursors[0]);
    out += "\x1b[?1049h\x1b(B\x1b)B\x1b*B\x1b+B\x0f\x1b[m\x1b[H\x1b[2J";
    writer = RowWriter();
    write_rows(out, writer, *alternate, false);
  }
  const Grid& grid = shown();
  const SavedCursor& saved = saved_cursors[alternate ? 1 : 0];
  if (saved != SavedCursor()) {
    write_saved_cursor(out, writer, grid, saved);
    out +=
        "\x1b"
        "7\x1b(B\x1b)B\x1b*B\x1b+B\x0f";
  }
  write_tab_stops(out, vt.changed_tab_stops());

  const VtState::Modes modes = vt.modes();
  const VtState::Margins margins = vt.margins();
  if (margins.top != 0 || margins.bottom != grid.rows()) {
    out += fmt::format("\x1b[{};{}r", margins.top + 1, margins.bottom);
  }
  if (margins.left_right) out += fmt::format("\x1b[?69h\x1b[{};{}s", margins.left + 1, margins.right);
  if (modes.origin) out += "\x1b[?6h";
  // Margins and origin mode move the cursor, so it comes behind them; modes that change how text is written
  // behind the cell that may be written for it.
  const Position origin =
      modes.origin ? Position{margins.top, margins.left_right ? margins.left : 0} : Position{};
  Position cursor = vt.cursor();
  if (modes.origin) {
    // No sequence reaches what is outside the margins; a cell that was written for it would be another one.
    const int row = std::clamp(cursor.row, margins.top, margins.bottom - 1);
    const int right = margins.left_right ? margins.right : grid.cols();
    if (row != cursor.row || right < grid.cols()) cursor.col = std::min(cursor.col, right - 1);
    cursor.row = row;
  }
  move_cursor(out, writer, grid, cursor, origin);
  writer.set_pen(out, pen);
  write_charsets(out, vt.charsets());
  write_modes(out, modes);
  write_style(out, cursor_style);
  if (!icon_name.empty()) out += fmt::format("\x1b]1;{}\x1b\\", icon_name);
  if (!title.empty()) out += fmt::format("\x1b]2;{}\x1b\\", title);
  out += scanner.introducer();  // the rest of what is inside a long string is no text
  return out;
}

}  // namespace toolbox
