#pragma once
// What a terminal knows beside its text: cursor, modes, margins, tab stops, character sets. libvterm's state
// layer keeps it and says what each sequence draws. The pen, the saved cursors and the buffers are the
// caller's.
#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "pty/csi.h"
#include "pty/grid.h"
#include "pty/reflow.h"

namespace toolbox {

// The character sets of a terminal: what G0 to G3 are ('B' ASCII, '0' line drawing, 'A' British), and which
// of them text is taken from.
struct Charsets {
  std::array<char, 4> designated{'B', 'B', 'B', 'B'};
  int left = 0;  // GL
  bool operator==(const Charsets&) const = default;
};

class VtState {
 public:
  // What it draws on. Rows and columns are of the buffer that is shown.
  class Display {
   public:
    virtual ~Display() = default;
    virtual void put(Position at, std::span<const char32_t> text, int width) = 0;
    virtual void put_ascii(Position at, std::string_view text) = 0;
    // Adds to the character that was written there.
    virtual void combine(Position at, char32_t c) = 0;
    virtual void set_continuation(int row, bool continuation) = 0;
    virtual void erase(Area area) = 0;
    virtual void scroll(Area area, int up, int left) = 0;
    virtual void clear_scrollback() = 0;
  };

  struct Modes {
    bool autowrap, insert, newline, origin, cursor_visible, reverse, cursor_keys, keypad, bracketed_paste,
        focus;
    int mouse;           // 0, 1000, 1002, 1003
    int mouse_encoding;  // 0, 1005, 1006, 1015
  };
  // Rows and columns from 0, ends one past the last.
  struct Margins {
    int top, bottom, left, right;
    bool left_right;  // whether left and right count
  };

  // Draws nothing yet. `display` outlives it.
  VtState(int cols, int rows, Display& display);

  // Valid UTF-8 without C0 and C1 controls and DEL, either all of it ASCII or none; at most max_text bytes.
  static constexpr std::size_t max_text = 1000;
  void text(std::string_view text);
  void control(unsigned char c);                // C0, or C1 in its 8-bit form
  void escape(std::string_view behind_escape);  // intermediates and final byte
  void csi(const Csi& csi);
  void set_dec_mode(int mode, bool on);

  // Everything as at the start, but not what is shown. `hard`: and that, with the cursor at home.
  void reset(bool hard);
  // Which of the two buffers is shown from now on; erases the alternate one.
  void show_alternate(bool on);
  bool alternate() const;
  // Takes the new size. The margins are gone; the cursor is to be set. continuations: of each row, for both
  // buffers.
  void resize(int cols, int rows, const std::vector<bool>& primary, const std::vector<bool>& alternate);

  Position cursor() const;  // col is the number of columns where the next character wraps
  void set_cursor(Position at);
  Charsets charsets() const;
  void set_charsets(const Charsets& charsets);
  Modes modes() const;
  Margins margins() const;
  // Their columns, unless they are every eighth one.
  std::optional<std::vector<int>> changed_tab_stops() const;

 private:
  struct Callbacks;
  struct Free {
    void operator()(void* vt) const;
  };

  char designated(int set) const;
  bool ascii_run_is_plain() const;
  void plain_ascii(std::string_view text);
  // Adds the characters at the start of `text` that combine to the one before; returns how many bytes they
  // are.
  std::size_t combine(std::string_view text);

  std::unique_ptr<void, Free> vt_;  // a VTerm
  Display& display_;
};

}  // namespace toolbox
