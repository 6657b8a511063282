#pragma once
#include "base/unique_fd.h"

namespace toolbox {

struct WindowSize {
  int cols = 80;
  int rows = 24;
  bool operator==(const WindowSize&) const = default;
};

// A pair of connected ends: what is written to `master` is typed at the terminal that `slave` is. Neither
// becomes the daemon's own terminal, nor is it inherited.
struct PseudoTerminal {
  UniqueFd master;
  UniqueFd slave;
};

// A new one in the kernel's standard modes, plus IUTF8, so that erasing takes a character and not a byte.
// Throws SpawnError with `resources` set when there is none to be had.
PseudoTerminal open_pseudo_terminal(WindowSize size);

// Tells the programs on the terminal, with SIGWINCH, if it has changed.
void set_window_size(int master, WindowSize size);

}  // namespace toolbox
