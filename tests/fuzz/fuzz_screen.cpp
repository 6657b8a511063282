// A terminal takes any bytes and sizes; its snapshot draws the same screen again; pieces give the same as the
// whole.
#include <string>

#include "fuzz.h"
#include "pty/screen.h"

namespace {

using toolbox::Screen;

constexpr std::size_t scrollback = 4096;

int size_from(std::uint8_t byte) {
  return 1 + byte % 64;
}

}  // namespace

// The first bytes: columns, rows, the same after a resize in the middle, and the length of pieces.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 5) return 0;
  const std::string_view output = toolbox::text_of(data + 5, size - 5);
  const std::string_view first = output.substr(0, output.size() / 2);
  Screen screen(size_from(data[0]), size_from(data[1]), scrollback);
  const std::size_t taken = screen.write(first);
  toolbox::require(taken <= first.size(), "no more is taken than there is");

  Screen pieces(size_from(data[0]), size_from(data[1]), scrollback);
  std::string waiting;
  const std::size_t step = 1U + data[4] % 16U;
  for (std::size_t at = 0; at < first.size(); at += step) {
    waiting += first.substr(at, step);
    waiting.erase(0, pieces.write(waiting));
  }
  toolbox::require(pieces.snapshot() == screen.snapshot(), "pieces give the same");

  screen.resize(size_from(data[2]), size_from(data[3]));
  screen.write(output.substr(taken), output.substr(output.size() / 4));
  // Out of a sequence whose beginning was too long, and which the snapshot would begin again.
  screen.write("\x18");
  const std::string snapshot = screen.snapshot();
  Screen other(size_from(data[2]), size_from(data[3]), 2 * scrollback);
  toolbox::require(other.write(snapshot) == snapshot.size(), "a snapshot is whole");
  // The query puts the cursor inside its margins, where it is elsewhere: no sequence can say that.
  other.write("\x1b[3J\x1b[5n");
  screen.write("\x18\x1b[3J\x1b[5n");
  toolbox::require(other.snapshot() == screen.snapshot(), "a snapshot draws the same screen");
  return 0;
}
