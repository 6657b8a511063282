#pragma once
// For the tests of Screen: what a snapshot says, and streams as programs might write them.
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "pty/screen.h"

namespace toolbox::test {

constexpr std::size_t scrollback = 64 * 1024;

// A screen that was given `output` in one piece.
inline Screen shown(std::string_view output, int cols = 20, int rows = 5, std::size_t bytes = scrollback) {
  Screen screen(cols, rows, bytes);
  screen.write(output);
  return screen;
}

// The snapshot without what stands at the start of each, and without the cursor's position at the end of
// `blank`.
inline std::string drawn(const Screen& screen) {
  const std::string blank = Screen(20, 5, 0).snapshot();
  const std::string fresh = blank.substr(0, blank.size() - std::string_view("\x1b[1;1H").size());
  const std::string snapshot = screen.snapshot();
  return snapshot.starts_with(fresh) ? snapshot.substr(fresh.size()) : "not fresh: " + snapshot;
}

inline std::string drawn(std::string_view output, int cols = 20, int rows = 5) {
  return drawn(shown(output, cols, rows));
}

// Its text alone: no sequences, no shifts.
inline std::string text_of(std::string_view bytes) {
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (bytes[i] != '\x1b') {
      if (bytes[i] != '\x0e' && bytes[i] != '\x0f') text += bytes[i];
    } else if (bytes[++i] == '[') {
      while (i + 1 < bytes.size() && (bytes[++i] < 0x40)) {
      }
    } else if (bytes[i] == ']') {
      i = bytes.find("\x1b\\", i) + 1;
    } else if (bytes[i] >= '(' && bytes[i] <= '+') {
      ++i;
    }
  }
  return text;
}

// Writes `output` in pieces of `size`, giving back what was not taken.
inline void write_in_pieces(Screen& screen, std::string_view output, std::size_t size) {
  std::string waiting;
  for (std::size_t at = 0; at < output.size(); at += size) {
    waiting += output.substr(at, size);
    waiting.erase(0, screen.write(waiting));
  }
}

// Output that exercises everything, the same for the same seed.
class Stream {
 public:
  explicit Stream(unsigned seed) : random_(seed) {}

  unsigned below(unsigned bound) { return static_cast<unsigned>(random_() % bound); }

  // Words, lines and colours, as most programs write.
  std::string plain_piece() {
    static const std::vector<std::string> pieces = {"word",
                                                    "a longer run of text ",
                                                    " ",
                                                    "\r\n",
                                                    "\n",
                                                    "\r",
                                                    "\t",
                                                    "\b",
                                                    "\a",
                                                    "\x1b[31m",
                                                    "\x1b[0m",
                                                    "\x1b[1;4m",
                                                    "\x1b[44m",
                                                    "\x1b[38;5;200m",
                                                    "\x1b[49m",
                                                    "\xE4\xBD\xA0",
                                                    "e\xCC\x81",
                                                    "\xF0\x9F\x98\x80",
                                                    "\x1b[48;2;1;2;3m",
                                                    "\x1b[7m",
                                                    "\x1b[m",
                                                    "\xC3\xA9",
                                                    "1234567890",
                                                    "\r\n"};
    return pieces[below(static_cast<unsigned>(pieces.size()))];
  }

  std::string piece() {
    static const std::vector<std::string> pieces = {"\x1b[H",
                                                    "\x1b[2J",
                                                    "\x1b[J",
                                                    "\x1b[1J",
                                                    "\x1b[3J",
                                                    "\x1b[K",
                                                    "\x1b[1K",
                                                    "\x1b[?1049h",
                                                    "\x1b[?1049l",
                                                    "\x1b[?1047h",
                                                    "\x1b[?47l",
                                                    "\x1b[2;4r",
                                                    "\x1b[r",
                                                    "\x1b[?6h",
                                                    "\x1b[?6l",
                                                    "\x1b[?7l",
                                                    "\x1b[?7h",
                                                    "\x1b[4h",
                                                    "\x1b[4l",
                                                    "\x1b[20h",
                                                    "\x1b[20l",
                                                    "\x1b(0",
                                                    "\x1b(B",
                                                    "\x1b)0",
                                                    "\x0e",
                                                    "\x0f",
                                                    "\x1bn",
                                                    "\x1b*0",
                                                    "\x1b"
                                                    "7",
                                                    "\x1b"
                                                    "8",
                                                    "\x1b[s",
                                                    "\x1b[u",
                                                    "\x1bM",
                                                    "\x1b"
                                                    "D",
                                                    "\x1b"
                                                    "E",
                                                    "\x1bH",
                                                    "\x1b[g",
                                                    "\x1b[3g",
                                                    "\x1b]0;t\a",
                                                    "\x1b]2;\xC3\xA9t\x1b\\",
                                                    "\x1b]1;i\a",
                                                    "\x1b[?25l",
                                                    "\x1b[?25h",
                                                    "\x1b[3 q",
                                                    "\x1b[?12l",
                                                    "\x1b[?1h",
                                                    "\x1b=",
                                                    "\x1b>",
                                                    "\x1b[?2004h",
                                                    "\x1b[?1004h",
                                                    "\x1b[?1000h",
                                                    "\x1b[?1002h",
                                                    "\x1b[?1006h",
                                                    "\x1b[?1003l",
                                                    "\x1b[?5h",
                                                    "\x1b[?69h",
                                                    "\x1b[3;9s",
                                                    "\x1b[?69l",
                                                    "\x1b[!p",
                                                    "\x1b"
                                                    "c",
                                                    "\x1b#8",
                                                    "\x1b[6n",
                                                    "\x1b[4:3m",
                                                    "\x1b[58:5:9m",
                                                    "\x1b[2m",
                                                    "\x1b[9m",
                                                    "\x1b[b",
                                                    "\x1b[3b",
                                                    "\x1b[1;2;3",
                                                    "\x1bPx\x1b\\",
                                                    "\x1b_x\x1b\\",
                                                    "\xE4\xBD",
                                                    "\xFF",
                                                    "\xC2\x85",
                                                    "\x18",
                                                    "\x1b",
                                                    "\x1b[38;2;300;1m",
                                                    "\x1b[;;;;;;;;;;;;;;;;;;;;;;;;H",
                                                    "\xCC\x81",
                                                    "\x1b[99999999999C"};
    const unsigned kind = below(8);
    if (kind < 4) return plain_piece();
    if (kind < 6) return pieces[below(static_cast<unsigned>(pieces.size()))];
    static constexpr std::string_view finals = "@ABCDEFGHIJKLMPSTXZ`abdefghlmnrsu";
    std::string sequence = "\x1b[";
    for (unsigned n = below(3); n > 0; --n) sequence += std::to_string(below(24)) + (n > 1 ? ";" : "");
    return sequence + finals[below(static_cast<unsigned>(finals.size()))];
  }

  std::string plain(unsigned pieces) {
    std::string output;
    while (pieces-- > 0) output += plain_piece();
    return output;
  }

  std::string any(unsigned pieces) {
    std::string output;
    while (pieces-- > 0) output += piece();
    return output;
  }

 private:
  std::mt19937 random_;
};

}  // namespace toolbox::test
