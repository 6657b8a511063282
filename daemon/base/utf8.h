#pragma once
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

namespace toolbox::utf8 {

// How many bytes the well-formed sequence at the start of `text` has (1 to 4); 0 when there is none:
// invalid, overlong, a surrogate, cut off, or empty.
std::size_t sequence_length(std::string_view text);

// The character that the valid sequence at the start of `text` stands for, and that sequence's length.
std::pair<char32_t, std::size_t> decode(std::string_view text);

bool valid(std::string_view text);

// `text` with each invalid byte replaced by U+FFFD.
std::string to_valid(std::string_view text);

constexpr std::size_t max_tail = 3;

// How many bytes at the end of `text` begin a sequence that more bytes could complete (0 to max_tail).
std::size_t incomplete_tail(std::string_view text);

}  // namespace toolbox::utf8
