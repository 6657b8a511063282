// What VtState reads and sets in libvterm's state, beside vt_state.cpp.
#include <algorithm>
#include <cstdlib>
#include <new>

#include "pty/vt_state.h"

// libvterm's private header: its public one gives no modes, margins, tab stops, character sets or pending
// wrap. The version is pinned (third_party/libvterm), and no other file than this and vt_state.cpp includes
// it.
extern "C" {
#include <vterm_internal.h>
}

namespace toolbox {
namespace {

VTermState* state_of(void* vt) {
  return static_cast<VTerm*>(vt)->state;
}

VTermEncoding* encoding_of(char designation) {
  return vterm_lookup_encoding(ENC_SINGLE_94, designation);
}

// Fresh ones in place of `old`, by the allocator that libvterm frees them with.
VTermLineInfo* make_lineinfos(VTermLineInfo* old, int rows, const std::vector<bool>& continuations) {
  auto* infos =
      static_cast<VTermLineInfo*>(std::calloc(static_cast<std::size_t>(rows), sizeof(VTermLineInfo)));
  if (infos == nullptr) throw std::bad_alloc();
  std::free(old);
  for (std::size_t i = 0; i < std::min(continuations.size(), static_cast<std::size_t>(rows)); ++i) {
    infos[i].continuation = continuations[i] ? 1U : 0U;
  }
  return infos;
}

void clear_margins(VTermState* state) {
  state->scrollregion_top = state->scrollregion_left = 0;
  state->scrollregion_bottom = state->scrollregion_right = -1;
}

}  // namespace

void VtState::reset(bool hard) {
  VTermState* state = state_of(vt_.get());
  const unsigned alternate = state->mode.alt_screen;
  vterm_state_reset(state, hard ? 1 : 0);
  state->mode.alt_screen = alternate & 1U;  // which it clears without showing the other
  state->mode.screen = 0;
  state->mouse_protocol = VTermState::MOUSE_X10;
  state->at_phantom = 0;
  state->combine_width = 0;
}

void VtState::show_alternate(bool on) {
  VTermValue value{};
  value.boolean = on ? 1 : 0;
  VTermState* state = state_of(vt_.get());
  if (on) std::fill_n(state->lineinfos[BUFIDX_ALTSCREEN], state->rows, VTermLineInfo{});
  vterm_state_set_termprop(state, VTERM_PROP_ALTSCREEN, &value);
}

bool VtState::alternate() const {
  return state_of(vt_.get())->mode.alt_screen != 0;
}

void VtState::resize(int cols, int rows, const std::vector<bool>& primary,
                     const std::vector<bool>& alternate) {
  VTermState* state = state_of(vt_.get());
  clear_margins(state);  // it would leave them outside
  state->lineinfos[BUFIDX_PRIMARY] = make_lineinfos(state->lineinfos[BUFIDX_PRIMARY], rows, primary);
  state->lineinfos[BUFIDX_ALTSCREEN] = make_lineinfos(state->lineinfos[BUFIDX_ALTSCREEN], rows, alternate);
  state->at_phantom = 0;
  vterm_set_size(static_cast<VTerm*>(vt_.get()), rows, cols);
}

Position VtState::cursor() const {
  const VTermState* state = state_of(vt_.get());
  return {state->pos.row, state->at_phantom != 0 ? state->cols : state->pos.col};
}

void VtState::set_cursor(Position at) {
  VTermState* state = state_of(vt_.get());
  state->pos.row = std::clamp(at.row, 0, state->rows - 1);
  state->pos.col = std::clamp(at.col, 0, state->cols - 1);
  state->at_phantom = at.col >= state->cols ? 1 : 0;
}

char VtState::designated(int set) const {
  static const VTermEncoding* const drawing = encoding_of('0');
  static const VTermEncoding* const british = encoding_of('A');
  const VTermEncoding* encoding = state_of(vt_.get())->encoding[set].enc;
  return encoding == drawing ? '0' : encoding == british ? 'A' : 'B';
}

Charsets VtState::charsets() const {
  const VTermState* state = state_of(vt_.get());
  Charsets sets;
  for (int i = 0; i < 4; ++i) sets.designated[static_cast<std::size_t>(i)] = designated(i);
  sets.left = state->gl_set;
  return sets;
}

void VtState::set_charsets(const Charsets& sets) {
  VTermState* state = state_of(vt_.get());
  for (std::size_t i = 0; i < 4; ++i) state->encoding[i].enc = encoding_of(sets.designated[i]);
  state->gl_set = sets.left;
}

VtState::Modes VtState::modes() const {
  const VTermState* state = state_of(vt_.get());
  const auto& mode = state->mode;
  Modes modes{};
  modes.autowrap = mode.autowrap != 0;
  modes.insert = mode.insert != 0;
  modes.newline = mode.newline != 0;
  modes.origin = mode.origin != 0;
  modes.cursor_visible = mode.cursor_visible != 0;
  modes.reverse = mode.screen != 0;
  modes.cursor_keys = mode.cursor != 0;
  modes.keypad = mode.keypad != 0;
  modes.bracketed_paste = mode.bracketpaste != 0;
  modes.focus = mode.report_focus != 0;
  if ((state->mouse_flags & MOUSE_WANT_CLICK) != 0) modes.mouse = 1000;
  if ((state->mouse_flags & MOUSE_WANT_DRAG) != 0) modes.mouse = 1002;
  if ((state->mouse_flags & MOUSE_WANT_MOVE) != 0) modes.mouse = 1003;
  if (state->mouse_protocol == VTermState::MOUSE_UTF8) modes.mouse_encoding = 1005;
  if (state->mouse_protocol == VTermState::MOUSE_SGR) modes.mouse_encoding = 1006;
  if (state->mouse_protocol == VTermState::MOUSE_RXVT) modes.mouse_encoding = 1015;
  return modes;
}

VtState::Margins VtState::margins() const {
  const VTermState* state = state_of(vt_.get());
  return {state->scrollregion_top, SCROLLREGION_BOTTOM(state), state->scrollregion_left,
          state->scrollregion_right > -1 ? state->scrollregion_right : state->cols,
          state->mode.leftrightmargin != 0};
}

std::optional<std::vector<int>> VtState::changed_tab_stops() const {
  const VTermState* state = state_of(vt_.get());
  std::vector<int> stops;
  bool changed = false;
  for (int col = 0; col < state->cols; ++col) {
    const bool stop =
        (static_cast<unsigned>(state->tabstops[col / 8]) >> (static_cast<unsigned>(col) & 7U) & 1U) != 0;
    if (stop) stops.push_back(col);
    changed = changed || stop != (col % 8 == 0);
  }
  if (!changed) return std::nullopt;
  return stops;
}

}  // namespace toolbox
