#pragma once
// Finds output that need not be drawn, as what follows scrolls it away before anybody looks.
#include <cstddef>
#include <optional>
#include <string_view>

#include "pty/pen.h"

namespace toolbox {

// How many bytes at the start of `bytes` are text, NUL, BEL, BS, TAB, LF and CR.
std::size_t plain_prefix(std::string_view bytes);

// Whether `output` consists of such bytes and SGR sequences, and `following` scrolls all that it can have
// drawn off a screen of `rows` rows. If so, carries out the SGR sequences on `pen` and returns how many bytes
// that were: all but an unfinished UTF-8 or SGR sequence at the end. The cursor has to be in the last row of
// a screen whose scroll region is all of it.
//
// Why nothing is lost. Such bytes never move the cursor up, so it stays in the last row. `following` begins
// with such bytes as well; its first CR puts the cursor to the start of the last row, and ends a pending
// wrap, wherever it was. From here on the cursor is the same, drawn or not. The `rows` LFs behind that each
// scroll by a line at least, so what stood on the screen at the CR is gone: all that `output` drew. What
// scrolls in is filled with the pen's background, which is the same as well. No mode, margin, tab stop,
// character set or saved cursor is changed by such bytes.
std::optional<std::size_t> scrolls_away(std::string_view output, std::string_view following, int rows,
                                        Pen& pen);

}  // namespace toolbox
