// What Screen does with the sequences that it finds: most are libvterm's, some are better kept here.
#include <algorithm>

#include "base/limits.h"
#include "base/utf8.h"
#include "pty/screen_impl.h"

namespace toolbox {
namespace {

bool control_byte(char c) {
  return (c >= 0 && c < 0x20) || c == 0x7F;
}

// A title as it may stand in a sequence: valid UTF-8 without controls, bounded.
std::string clean_title(std::string_view text) {
  std::string title(text.substr(0, limits::vt_title));
  title.resize(title.size() - utf8::incomplete_tail(title));
  std::erase_if(title, control_byte);
  return utf8::to_valid(title);
}

}  // namespace

void Screen::Impl::obey(const SequenceScanner::Token& token) {
  using Kind = SequenceScanner::Kind;
  const bool repeatable = behind_text;
  behind_text = false;
  if (!token.whole) return;
  const std::string_view bytes = token.bytes;
  if (token.kind == Kind::osc) return obey_osc(bytes);
  if (token.kind != Kind::csi && token.kind != Kind::escape) return;
  // C0 controls amid a sequence are carried out before it.
  std::string_view sequence = bytes.substr(1);
  std::string without_controls;
  if (std::ranges::any_of(sequence, control_byte)) {
    for (const char c : sequence) {
      if (control_byte(c)) {
        vt.control(static_cast<unsigned char>(c));
      } else {
        without_controls += c;
      }
    }
    sequence = without_controls;
  }
  if (token.kind == Kind::escape) return obey_escape(sequence);
  const auto csi = parse_csi(bytes);
  if (!csi) return;
  if (csi->key() == Csi::key(0, 0, 'b')) {
    if (!repeatable) return;
    behind_text = true;
  }
  obey_csi(*csi);
}

void Screen::Impl::obey_escape(std::string_view sequence) {
  const char first = sequence.front();
  if (sequence.size() == 1) {
    switch (first) {
      case '7':
        return save_cursor();
      case '8':
        return restore_cursor();
      case 'c':
        return reset(true);
      case 'D':  // IND
      case 'E':  // NEL
      case 'H':  // HTS
      case 'M':  // RI: C1 controls in their 7-bit form
        return vt.control(static_cast<unsigned char>(first + 0x40));
      case '=':
      case '>':
      case 'n':
      case 'o':
      case '|':
      case '}':
      case '~':
        return vt.escape(sequence);
      default:
        return;
    }
  }
  const bool charset = first >= '(' && first <= '+';
  if (sequence.size() == 2 && (charset || sequence == "#8")) vt.escape(sequence);
}

void Screen::Impl::obey_csi(const Csi& csi) {
  switch (csi.key()) {
    case Csi::key(0, 0, 'm'):
      return apply_sgr(pen, csi);
    case Csi::key('?', 0, 'h'):
    case Csi::key('?', 0, 'l'):
      for (std::size_t i = 0; i < csi.count; ++i) set_dec_mode(csi.value(i, 0), csi.final == 'h');
      return;
    case Csi::key(0, 0, 's'):
      if (!vt.margins().left_right) return save_cursor();  // with margins it sets them
      return vt.csi(csi);
    case Csi::key(0, 0, 'u'):
      return restore_cursor();
    case Csi::key(0, ' ', 'q'):
      if (csi.value(0, 0) <= 6) cursor_style = {csi.value(0, 0), std::nullopt};
      return;
    case Csi::key(0, '!', 'p'):
      return reset(false);
    case Csi::key(0, 0, 'h'):
    case Csi::key(0, 0, 'l'):
      for (std::size_t i = 0; i < csi.count; ++i) {
        Csi one = csi;
        one.arguments[0] = csi.arguments[i];
        one.count = 1;
        vt.csi(one);
      }
      return;
    default:
      break;
  }
  // Lines that these take away are gone; only text and line feeds push them into the scrollback.
  keeps_scrolled = false;
  vt.csi(csi);
  keeps_scrolled = true;
  const bool moves_lines = csi.key() == Csi::key(0, 0, 'L') || csi.key() == Csi::key(0, 0, 'M');
  if (moves_lines) to_left_margin();
}

// As xterm does after inserting and deleting lines; libvterm leaves the cursor.
void Screen::Impl::to_left_margin() {
  const VtState::Margins margins = vt.margins();
  const Position at = vt.cursor();
  const int left = margins.left_right ? margins.left : 0;
  const int right = margins.left_right ? margins.right : shown().cols() + 1;
  if (at.row < margins.top || at.row >= margins.bottom || at.col < left || at.col >= right) return;
  vt.set_cursor({at.row, left});
}

void Screen::Impl::set_dec_mode(int mode, bool on) {
  switch (mode) {
    case 12:
      cursor_style.blink = on;
      return;
    case 47:
    case 1047:
      return show_alternate(on);
    case 66:  // DECNKM
      return vt.escape(on ? "=" : ">");
    case 1048:
      return on ? save_cursor() : restore_cursor();
    case 1049:
      if (on) save_cursor();
      show_alternate(on);
      if (!on) restore_cursor();
      return;
    default:
      return vt.set_dec_mode(mode, on);
  }
}

void Screen::Impl::show_alternate(bool on) {
  if (on == alternate.has_value()) return;
  if (on) {
    left_at = vt.cursor();
    alternate.emplace(primary.cols(), primary.rows());
    saved_cursors[1] = SavedCursor();
  } else {
    alternate.reset();
  }
  vt.show_alternate(on);
}

void Screen::Impl::save_cursor() {
  saved() = {vt.cursor(), pen, vt.charsets()};
}

void Screen::Impl::restore_cursor() {
  vt.set_cursor(saved().at);
  pen = saved().pen;
  vt.set_charsets(saved().charsets);
}

void Screen::Impl::reset(bool hard) {
  pen = Pen();
  if (hard) {
    show_alternate(false);
    scrollback.clear();
    title.clear();
    icon_name.clear();
  }
  saved() = SavedCursor();
  cursor_style = CursorStyle();
  vt.reset(hard);
}

void Screen::Impl::obey_osc(std::string_view sequence) {
  sequence.remove_prefix(std::min<std::size_t>(sequence.size(), 2));
  // Up to its terminator; where another sequence cut it short there is none.
  sequence = sequence.substr(0, sequence.find_first_of("\x07\x1b"));
  if (sequence.size() < 2 || sequence[1] != ';') return;
  const char kind = sequence[0];
  if (kind == '0' || kind == '1') icon_name = clean_title(sequence.substr(2));
  if (kind == '0' || kind == '2') title = clean_title(sequence.substr(2));
}

}  // namespace toolbox
