#pragma once
// Private to Screen: screen.cpp feeds it, sequences.cpp obeys, snapshot.cpp reads it.
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "pty/grid.h"
#include "pty/row_writer.h"
#include "pty/screen.h"
#include "pty/sequence_scanner.h"
#include "pty/vt_state.h"

namespace toolbox {

// What DECSC saves, once for each buffer.
struct SavedCursor {
  Position at;
  Pen pen;
  Charsets charsets;
  bool operator==(const SavedCursor&) const = default;
};

// How the cursor looks, as far as the program has said.
struct CursorStyle {
  int shape = 0;              // as in DECSCUSR; 0: the terminal's own
  std::optional<bool> blink;  // mode 12, since then
};

struct Screen::Impl final : VtState::Display {
  Impl(int cols, int rows, std::size_t scrollback_bytes);

  // screen.cpp
  std::size_t write(std::string_view output, std::string_view following);
  void resize(int cols, int rows);
  Grid& shown() { return alternate ? *alternate : primary; }
  const Grid& shown() const { return alternate ? *alternate : primary; }
  SavedCursor& saved() { return saved_cursors[alternate ? 1 : 0]; }

  // sequences.cpp
  void obey(const SequenceScanner::Token& token);
  void obey_escape(std::string_view behind_escape);
  void obey_csi(const Csi& csi);
  void to_left_margin();
  void obey_osc(std::string_view sequence);
  void set_dec_mode(int mode, bool on);
  void show_alternate(bool on);
  void save_cursor();
  void restore_cursor();
  void reset(bool hard);

  // snapshot.cpp
  std::string snapshot() const;

  // VtState::Display
  void put(Position at, std::span<const char32_t> text, int width) override;
  void put_ascii(Position at, std::string_view text) override;
  void combine(Position at, char32_t c) override;
  void set_continuation(int row, bool continuation) override;
  void erase(Area area) override;
  void scroll(Area area, int up, int left) override;
  void clear_scrollback() override;

  Grid primary;
  std::optional<Grid> alternate;  // while it is shown
  Position left_at;               // the cursor when it was
  Scrollback scrollback;
  Pen pen;
  std::array<SavedCursor, 2> saved_cursors;  // of the primary and the alternate buffer
  CursorStyle cursor_style;
  std::string title, icon_name;
  SequenceScanner scanner;
  std::size_t work = 0;  // cells touched by this write(), but for plain text
  bool paused = false;
  bool behind_text = false;  // nothing came since the last character: it may be repeated
  bool keeps_scrolled =
      true;    // lines that leave the top go to the scrollback: not when a sequence moves them
  VtState vt;  // the last: it draws when it is made

 private:
  void resize_primary(int cols, int rows, Position& cursor);
  std::vector<Row> lines_above(int count);
  std::size_t feed_text(std::string_view text, bool at_end);
  std::optional<std::size_t> skip(std::string_view output, std::string_view following);
};

}  // namespace toolbox
