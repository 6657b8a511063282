#pragma once
// The patterns of globs.h as graphs.
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

namespace toolbox {

struct GlobNode {
  enum class Kind { branch, one_of, end } kind = Kind::branch;
  bool negated = false;                                    // one_of: what is in no range, but never a slash
  std::vector<std::pair<char32_t, char32_t>> ranges = {};  // one_of
  std::vector<std::size_t> next = {};
};

// A path that matches leads from the first node to an end. As many nodes as the pattern has bytes, at most
// some times that.
std::vector<GlobNode> compile_glob(std::string_view pattern);

// Takes the first code point off `text`, which is not empty. A byte that begins none is one beyond all
// others.
char32_t take_glob_character(std::string_view& text);

}  // namespace toolbox
