#include "pty/history.h"

#include <algorithm>
#include <new>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "base/offload.h"

namespace toolbox {
namespace {

// Of a huge screen only the upper part is kept.
int kept_rows(WindowSize size) {
  return std::min(size.rows, limits::screen_cells / std::max(size.cols, 1));
}

}  // namespace

// What the pool works on: nothing of it is touched by the loop meanwhile.
struct History::Drawing {
  Screen& screen;
  std::uint64_t drawn;
  std::uint64_t target;
  std::uint64_t end;  // of all output
  std::deque<Resize> resizes;
  const std::uint64_t begin = drawn;
  std::string output = {};  // from `begin` on; a little beyond `target`, to see what will scroll away
  std::vector<std::uint64_t> cuts = {};
  std::string snapshot = {};

  void run() {
    // An unfinished sequence of that size is taken, so each step gets on. Small enough to leave many cuts.
    constexpr std::size_t step = limits::vt_sequence;
    const std::string_view all(output);
    for (;;) {
      while (!resizes.empty() && resizes.front().offset <= drawn) next_size();
      const std::uint64_t known = begin + all.size();
      const std::uint64_t change = resizes.empty() ? known : std::min(known, resizes.front().offset);
      const std::uint64_t next = std::min({target, change, drawn + step});
      if (next <= drawn) return;
      const auto piece = all.substr(drawn - begin, next - drawn);
      // What is near the end is drawn in any case, as its lines belong to the scrollback.
      const bool far = end - next >= limits::pty_scrollback;
      const auto following = far ? all.substr(next - begin, change - next) : std::string_view();
      const std::size_t taken = screen.write(piece, following);
      drawn += taken;
      cuts.push_back(drawn);
      if (screen.paused()) return;
      if (taken == piece.size()) continue;
      if (!resizes.empty() && next == change) {
        next_size();  // within a sequence
      } else if (next == target) {
        return;
      }
    }
  }

  bool unfinished() const { return screen.paused(); }

  void next_size() {
    screen.resize(resizes.front().size.cols, kept_rows(resizes.front().size));
    resizes.pop_front();
  }
};

void History::resize(WindowSize size) {
  if (!screen_ && !busy_ && backlog_.end() == 0) {
    size_ = size;
  } else if (resizes_.size() > handed_out_ && resizes_.back().offset == backlog_.end()) {
    resizes_.back().size = size;
  } else {
    resizes_.push_back({backlog_.end(), size});
  }
}

bool History::behind() const {
  return backlog_.end() - drawn_ >= limits::pty_scrollback + limits::pty_draw ||
         resizes_.size() > limits::pty_resizes;
}

bool History::full() const {
  return backlog_.end() - drawn_ >= limits::pty_scrollback + 3 * limits::pty_draw;
}

Task<void> History::draw() {
  const std::uint64_t end = backlog_.end();
  std::uint64_t target = end - std::min<std::uint64_t>(end, limits::pty_scrollback);
  if (resizes_.size() > limits::pty_resizes) target = std::max(target, resizes_.back().offset);
  co_await draw_to(target, false);
}

Task<std::uint64_t> History::recent() {
  const std::uint64_t limit = limits::pty_scrollback + limits::vt_sequence;
  if (backlog_.end() - cuts_.front() > limit) co_await draw();  // which finds a place to begin at
  co_return cuts_.front();
}

Task<History::Snapshot> History::snapshot() {
  std::string bytes = co_await draw_to(backlog_.end(), true);
  co_return Snapshot{std::move(bytes), drawn_};
}

Task<std::string> History::draw_to(std::uint64_t target, bool want_snapshot) {
  while (busy_) co_await changed_.wait();
  struct Busy {
    explicit Busy(History& h) : history(h) { history.busy_ = true; }
    ~Busy() {
      history.busy_ = false;
      history.handed_out_ = 0;
      history.changed_.notify();
    }
    History& history;
  } busy(*this);
  try {
    if (!screen_) screen_ = std::make_unique<Screen>(size_.cols, kept_rows(size_), limits::pty_scrollback);
    Drawing drawing{*screen_, drawn_, std::max(target, drawn_), backlog_.end(), resizes_};
    const std::uint64_t known = std::min(drawing.target + limits::pty_block, backlog_.end());
    drawing.output.reserve(known - drawn_);
    backlog_.copy(drawn_, known, drawing.output);
    handed_out_ = resizes_.size();
    do {
      auto work = [&drawing] { drawing.run(); };
      co_await offload(pool_, std::move(work));
      take_over(drawing);  // now, as this may be cancelled before the next turn
    } while (drawing.unfinished());
    if (want_snapshot) {
      auto work = [&drawing] { drawing.snapshot = drawing.screen.snapshot(); };
      co_await offload(pool_, std::move(work));
    }
    co_return std::move(drawing.snapshot);
  } catch (const std::bad_alloc&) {
    // Nobody knows how far it got: an empty screen, from here on.
    if (!resizes_.empty()) size_ = resizes_.back().size;
    resizes_.clear();
    screen_.reset();
    drawn_ = backlog_.end();
    throw;
  }
}

void History::take_over(Drawing& drawing) {
  drawn_ = drawing.drawn;
  for (; handed_out_ > drawing.resizes.size(); --handed_out_) resizes_.pop_front();
  cuts_.insert(cuts_.end(), drawing.cuts.begin(), drawing.cuts.end());
  drawing.cuts.clear();
  while (cuts_.size() > 1 && backlog_.end() - cuts_[1] >= limits::pty_scrollback) cuts_.pop_front();
}

void History::trim(std::uint64_t wanted) {
  backlog_.drop_before(std::min({wanted, drawn_, cuts_.front()}));
}

}  // namespace toolbox
