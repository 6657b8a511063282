#pragma once
// Cuts the output of a program into text and the sequences that a terminal obeys.
#include <cstddef>
#include <string_view>

namespace toolbox {

// Where sequences begin and end, as in xterm's parser in its UTF-8 mode (bytes from 0x80 on are text, never
// C1 controls). Pure; knows nothing of what the sequences mean.
class SequenceScanner {
 public:
  enum class Kind {
    text,    // characters and C0 controls other than ESC, CAN and SUB; any bytes
    escape,  // ESC, intermediates, a final byte
    csi,     // ESC [ … final byte
    osc,     // ESC ] … with BEL or ESC backslash, or cut short by another ESC, which is left
    string,  // DCS, SOS, PM, APC in the same way, but without BEL
    ignored  // cancelled (CAN, SUB) or malformed: nothing is obeyed
  };
  struct Token {
    Kind kind = Kind::text;
    std::string_view bytes;
    bool finished = true;  // false: more bytes belong to it
    bool whole = true;     // false: its beginning was abandoned to
  };

  // The token at the start of `bytes`, which are not empty. A text's end may cut a UTF-8 sequence.
  // An unfinished token is to come again with more bytes behind it, unless abandon() is called.
  Token next(std::string_view bytes);

  // What next() has just given unfinished is gone: the next bytes are its continuation.
  void abandon() { state_ = reached_; }

  bool inside() const { return state_ != State::ground; }

  // What begins a sequence like the one that abandon() has left unfinished: so that another terminal takes
  // its rest for what it is. Empty when there is none.
  std::string_view introducer() const {
    switch (state_) {
      case State::csi:
        return "\x1b[";
      case State::osc:
        return "\x1b]";
      case State::string:
        return "\x1b_";
      default:
        return {};
    }
  }

 private:
  enum class State { ground, escape, intermediate, csi, osc, osc_escape, string, string_escape };

  Token in_string(std::string_view bytes, std::size_t at, State state);
  Token finish(Kind kind, std::string_view bytes, std::size_t size);
  Token stop(Kind kind, std::string_view bytes, State state);

  State state_ = State::ground;    // at the start of the next bytes
  State reached_ = State::ground;  // at the end of an unfinished token
};

}  // namespace toolbox
