#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace toolbox {

// What a terminal shows: fed with what the program writes, it can say at any time by which bytes another
// terminal comes to show the same. Not tied to a thread; one at a time.
class Screen {
 public:
  // cols, rows: 1 to 1000. scrollback_bytes: bound of the lines kept above the screen, as the bytes that draw
  // them; the oldest go first.
  Screen(int cols, int rows, std::size_t scrollback_bytes);
  ~Screen();
  Screen(Screen&&) noexcept;
  Screen& operator=(Screen&&) noexcept;

  // Takes output of the program. `following`: what the program wrote right behind it, which a later call will
  // be given: a performance hint only (text that has scrolled away by the end of `following` need not be
  // drawn, and is then missing from the scrollback). Returns how many bytes were taken: all but an unfinished
  // UTF-8 or escape sequence at the end, which has to come again at the start of the next call. An unfinished
  // sequence longer than limits::vt_sequence is taken.
  std::size_t write(std::string_view output, std::string_view following = {});

  // The last write() took less because it has worked for long enough (limits::screen_work): it can go on at
  // once, but others may want their turn.
  bool paused() const;

  // Wraps the primary screen's lines anew, as terminals do; the alternate one is cut or padded, as programs
  // draw it again.
  void resize(int cols, int rows);

  // Bytes that bring a terminal of this size to show this, whatever it showed before; what it had scrolled
  // away itself, it keeps. Depends on nothing but what was written and the sizes.
  std::string snapshot() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace toolbox
