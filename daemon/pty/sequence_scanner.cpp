#include "pty/sequence_scanner.h"

namespace toolbox {
namespace {

constexpr char bel = '\x07', can = '\x18', sub = '\x1a', esc = '\x1b', del = '\x7f';

bool cancels(char c) {
  return c == can || c == sub;
}

// Where ESC, CAN or SUB comes first, or the end.
std::size_t text_end(std::string_view bytes) {
  const std::size_t end = bytes.find(esc);
  return end == std::string_view::npos ? bytes.size() : end;
}

}  // namespace

SequenceScanner::Token SequenceScanner::finish(Kind kind, std::string_view bytes, std::size_t size) {
  const bool whole = state_ == State::ground;
  state_ = State::ground;
  return {kind, bytes.substr(0, size), true, whole};
}

SequenceScanner::Token SequenceScanner::stop(Kind kind, std::string_view bytes, State state) {
  reached_ = state;
  return {kind, bytes, false, state_ == State::ground};
}

SequenceScanner::Token SequenceScanner::next(std::string_view bytes) {
  State state = state_;
  std::size_t at = 0;
  if (state == State::ground) {
    if (const std::size_t size = text_end(bytes); size > 0) return finish(Kind::text, bytes, size);
    state = State::escape;
    at = 1;
  }
  for (; at < bytes.size(); ++at) {
    if (state >= State::osc) return in_string(bytes, at, state);
    const char c = bytes[at];
    if (cancels(c)) return finish(Kind::ignored, bytes, at + 1);
    // A sequence that another one or a character beyond ASCII breaks off is none.
    if (c == esc || static_cast<unsigned char>(c) >= 0x80) return finish(Kind::ignored, bytes, at);
    if (static_cast<unsigned char>(c) < 0x20 || c == del)
      continue;  // carried out, or nothing, amid the sequence
    if (state == State::csi) {
      if (c >= 0x40) return finish(Kind::csi, bytes, at + 1);
    } else if (c < 0x30) {
      state = State::intermediate;
    } else if (state == State::escape && c == '[') {
      state = State::csi;
    } else if (state == State::escape && c == ']') {
      state = State::osc;
    } else if (state == State::escape && (c == 'P' || c == 'X' || c == '^' || c == '_')) {
      state = State::string;
    } else {
      return finish(Kind::escape, bytes, at + 1);
    }
  }
  const Kind kind = state == State::csi      ? Kind::csi
                    : state == State::osc    ? Kind::osc
                    : state == State::string ? Kind::string
                                             : Kind::escape;
  return stop(kind, bytes, state);
}

// `bytes[at]` is inside a string, whose contents may be long.
SequenceScanner::Token SequenceScanner::in_string(std::string_view bytes, std::size_t at, State state) {
  const bool osc = state == State::osc || state == State::osc_escape;
  const Kind kind = osc ? Kind::osc : Kind::string;
  if (state == State::osc || state == State::string) {
    const std::size_t end = bytes.find_first_of(osc ? "\x1b\x18\x1a\x07" : "\x1b\x18\x1a", at);
    if (end == std::string_view::npos) return stop(kind, bytes, state);
    if (bytes[end] == bel) return finish(kind, bytes, end + 1);
    if (cancels(bytes[end])) return finish(Kind::ignored, bytes, end + 1);
    at = end + 1;
    if (at == bytes.size()) return stop(kind, bytes, osc ? State::osc_escape : State::string_escape);
  }
  // Behind an ESC: a backslash completes the terminator. Anything else begins a sequence of its own.
  if (bytes[at] == '\\') return finish(kind, bytes, at + 1);
  if (at > 0) return finish(kind, bytes, at - 1);
  // The ESC was abandoned to: what it began goes on here.
  state_ = State::escape;
  return next(bytes);
}

}  // namespace toolbox
