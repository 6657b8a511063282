#include "pty/vt_state.h"

#include <algorithm>
#include <array>

// libvterm's private header: its public one gives no modes, margins, tab stops, character sets or pending
// wrap. The version is pinned (third_party/libvterm), and no other file than this and vt_fields.cpp includes
// it.
extern "C" {
#include <vterm_internal.h>
}

#include "base/utf8.h"

// Of libvterm, only the state layer is used, through the functions that its parser would call. The parser
// itself writes past the end of its arguments when a sequence has more than 16, so SequenceScanner and
// parse_csi take its place. Other things that the state layer can't take are kept from it: numbers whose sums
// overflow (Csi::max_value), characters of negative width (C1 controls), more characters at once than its
// buffer holds (max_text), repetition of a character without width, lines of double width (no setlineinfo),
// regions beyond a screen that has shrunk.

namespace toolbox {
namespace {

VTerm* vterm(void* vt) {
  return static_cast<VTerm*>(vt);
}

VTermState* state_of(void* vt) {
  return vterm(vt)->state;
}

const VTermParserCallbacks& entry(void* vt) {
  return *vterm(vt)->parser.callbacks;
}

void discard_output(const char*, std::size_t, void*) {
}  // answers to queries: the client's terminal gives them

Area area_of(VTermRect rect) {
  return {rect.start_row, rect.end_row, rect.start_col, rect.end_col};
}

}  // namespace

struct VtState::Callbacks {
  static VtState& self(void* user) { return *static_cast<VtState*>(user); }

  static int putglyph(VTermGlyphInfo* info, VTermPos pos, void* user) {
    VtState& vt = self(user);
    std::array<char32_t, Cell::max_text> text{};
    std::size_t size = 0;
    while (size < text.size() && info->chars[size] != 0) {
      text[size] = info->chars[size];
      ++size;
    }
    // libvterm marks a continued row when it writes its first character, and tells nobody.
    if (pos.col == 0) {
      const VTermState* state = state_of(vt.vt_.get());
      vt.display_.set_continuation(pos.row, state->lineinfo[pos.row].continuation != 0);
    }
    if (size > 0) vt.display_.put({pos.row, pos.col}, {text.data(), size}, info->width);
    return 1;
  }

  static int scrollrect(VTermRect rect, int downward, int rightward, void* user) {
    self(user).display_.scroll(area_of(rect), downward, rightward);
    return 1;
  }

  static int erase(VTermRect rect, int, void* user) {
    self(user).display_.erase(area_of(rect));
    return 1;
  }

  static int settermprop(VTermProp, VTermValue*, void*) { return 1; }

  static int sb_clear(void* user) {
    self(user).display_.clear_scrollback();
    return 1;
  }

  // Room for the new lineinfos was made before, in VtState::resize.
  static int resize(int, int, VTermStateFields*, void*) { return 1; }

  static constexpr VTermStateCallbacks table = {
      .putglyph = putglyph,
      .movecursor = nullptr,
      .scrollrect = scrollrect,
      .moverect = nullptr,
      .erase = erase,
      .initpen = nullptr,
      .setpenattr = nullptr,
      .settermprop = settermprop,
      .bell = nullptr,
      .resize = resize,
      .setlineinfo = nullptr,
      .sb_clear = sb_clear,
  };
};

void VtState::Free::operator()(void* vt) const {
  vterm_free(vterm(vt));
}

VtState::VtState(int cols, int rows, Display& display) : display_(display) {
  VTermBuilder builder{};
  builder.rows = rows;
  builder.cols = cols;
  builder.outbuffer_len = 1;
  vt_.reset(vterm_build(&builder));
  VTerm* vt = vterm(vt_.get());
  vterm_set_utf8(vt, 1);
  vterm_output_set_callback(vt, discard_output, nullptr);
  vterm_state_set_callbacks(vterm_obtain_state(vt), &Callbacks::table, this);
  reset(true);
}

bool VtState::ascii_run_is_plain() const {
  const VTermState* state = state_of(vt_.get());
  return state->mode.autowrap != 0 && state->mode.insert == 0 && state->gsingle_set == 0 &&
         designated(state->gl_set) == 'B';
}

// What libvterm's on_text does for ASCII, a run at a time instead of a character.
void VtState::plain_ascii(std::string_view text) {
  VTermState* state = state_of(vt_.get());
  while (!text.empty()) {
    if (state->at_phantom != 0) {
      control(0x84);  // IND: a line feed that keeps the column
      state->pos.col = 0;
      state->at_phantom = 0;
      state->lineinfo[state->pos.row].continuation = 1;
    }
    const auto room = static_cast<std::size_t>(state->cols - state->pos.col);
    const std::string_view part = text.substr(0, room);
    if (state->pos.col == 0) {
      display_.set_continuation(state->pos.row, state->lineinfo[state->pos.row].continuation != 0);
    }
    display_.put_ascii({state->pos.row, state->pos.col}, part);
    text.remove_prefix(part.size());
    state->combine_pos = {state->pos.row, state->pos.col + static_cast<int>(part.size()) - 1};
    state->pos.col += static_cast<int>(part.size());
    if (state->pos.col == state->cols) {
      state->pos.col = state->cols - 1;
      state->at_phantom = 1;
    }
    state->combine_chars[0] = static_cast<unsigned char>(part.back());
    state->combine_chars[1] = 0;
    state->combine_width = 1;
  }
}

// libvterm's on_text does this only where the cursor has moved behind the character, which in the last column
// it has not; and it would give the character the pen of now.
std::size_t VtState::combine(std::string_view text) {
  VTermState* state = state_of(vt_.get());
  std::size_t used = 0;
  while (used < text.size()) {
    const auto [c, size] = utf8::decode(text.substr(used));
    if (vterm_unicode_is_combining(c) == 0) break;
    used += size;
    const VTermPos at = state->combine_pos;
    const int behind = state->at_phantom != 0 ? state->cols : state->pos.col;
    if (state->pos.row != at.row || behind != at.col + state->combine_width || state->combine_width < 1)
      continue;
    display_.combine({at.row, at.col}, c);
    std::size_t end = 0;
    while (state->combine_chars[end] != 0) ++end;
    if (end + 1 >= VTERM_MAX_CHARS_PER_CELL) continue;
    state->combine_chars[end] = c;
    state->combine_chars[end + 1] = 0;
  }
  return used;
}

void VtState::text(std::string_view text) {
  VTermState* state = state_of(vt_.get());
  if (static_cast<unsigned char>(text.front()) < 0x80 && ascii_run_is_plain()) return plain_ascii(text);
  text.remove_prefix(combine(text));
  while (!text.empty()) {
    const int eaten = entry(vt_.get()).text(text.data(), text.size(), state);
    text.remove_prefix(static_cast<std::size_t>(std::max(eaten, 1)));
  }
  // It collects whatever combines with the last character, without end.
  state->combine_chars[VTERM_MAX_CHARS_PER_CELL] = 0;
}

void VtState::control(unsigned char c) {
  VTermState* state = state_of(vt_.get());
  entry(vt_.get()).control(c, state);
  // What moves the cursor ends a pending wrap. libvterm does that only when the cursor is elsewhere then: not
  // for an LF in the last row, nor for a CR in a single column.
  const bool moves = c == 0x08 || (c >= 0x0A && c <= 0x0D) || c == 0x84 || c == 0x85 || c == 0x8D;
  if (moves) state->at_phantom = 0;
}

void VtState::escape(std::string_view behind_escape) {
  entry(vt_.get()).escape(behind_escape.data(), behind_escape.size(), state_of(vt_.get()));
}

void VtState::csi(const Csi& csi) {
  VTermState* state = state_of(vt_.get());
  if (csi.key() == Csi::key(0, 0, 'b') && state->combine_width < 1) return;
  std::array<long, CSI_ARGS_MAX> arguments{};
  const std::size_t count = std::min(csi.count, arguments.size());
  for (std::size_t i = 0; i < count; ++i) {
    arguments[i] = csi.arguments[i].value == Csi::Argument::missing ? static_cast<long>(CSI_ARG_MISSING)
                                                                    : csi.arguments[i].value;
  }
  const char leader[] = {csi.leader, 0};
  const char intermediate[] = {csi.intermediate, 0};
  entry(vt_.get()).csi(csi.leader != 0 ? leader : nullptr, arguments.data(), static_cast<int>(count),
                       csi.intermediate != 0 ? intermediate : nullptr, csi.final, state);
  // Margins with nothing between them are none.
  const int right = state->scrollregion_right > -1 ? state->scrollregion_right : state->cols;
  if (state->scrollregion_left >= right) {
    state->scrollregion_left = 0;
    state->scrollregion_right = -1;
  }
}

void VtState::set_dec_mode(int mode, bool on) {
  Csi csi;
  csi.leader = '?';
  csi.final = on ? 'h' : 'l';
  csi.arguments[0].value = mode;
  this->csi(csi);
}

}  // namespace toolbox
