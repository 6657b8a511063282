#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <utility>

#include "base/event.h"
#include "base/pool.h"
#include "base/pseudo_terminal.h"
#include "base/task.h"
#include "pty/backlog.h"
#include "pty/screen.h"

namespace toolbox {

// What a terminal has shown: its recent output as it was, and the screen that all of its output makes.
//
// The screen is drawn late: only when output has to leave the backlog, or when somebody wants to see it. So
// an idle terminal has no screen at all, and of a flood of text only the end is ever drawn. Drawing runs on a
// pool. Loop thread only.
class History {
 public:
  History(Executor executor, Pool& pool, WindowSize size) : pool_(pool), size_(size), changed_(executor) {}

  const Backlog& backlog() const { return backlog_; }
  void append(std::string_view bytes) { backlog_.append(bytes); }
  void append(std::shared_ptr<char[]> block, std::size_t size) { backlog_.append(std::move(block), size); }

  // From here on the terminal has this size.
  void resize(WindowSize size);

  // Output waits to be drawn: draw() has something to do. Past full() nothing should be appended before it
  // has.
  bool behind() const;
  bool full() const;

  // Draws what is to leave the backlog.
  Task<void> draw();

  // What draws the screen as it is now, scrollback first. `offset`: where the output goes on behind it; it is
  // valid until the next suspension.
  struct Snapshot {
    std::string bytes;
    std::uint64_t offset;
  };
  Task<Snapshot> snapshot();

  // Where the recent output begins, at limits::pty_scrollback from the end or a little more, and not within a
  // sequence. Valid until the next suspension.
  Task<std::uint64_t> recent();

  // Gives up what is neither recent, nor waits to be drawn, nor is at or behind `wanted`.
  void trim(std::uint64_t wanted);

 private:
  struct Resize {
    std::uint64_t offset;
    WindowSize size;
  };
  struct Drawing;

  Task<std::string> draw_to(std::uint64_t target, bool want_snapshot);
  void take_over(Drawing& drawing);

  Pool& pool_;
  Backlog backlog_;
  WindowSize size_;                    // of the screen when it is made
  std::unique_ptr<Screen> screen_;     // the pool's while busy_
  std::uint64_t drawn_ = 0;            // what is before this is on the screen
  std::deque<Resize> resizes_;         // behind drawn_
  std::deque<std::uint64_t> cuts_{0};  // between sequences; the first begins the recent output
  bool busy_ = false;
  std::size_t handed_out_ = 0;  // of resizes_, to the pool
  Event changed_;               // of busy_
};

}  // namespace toolbox
