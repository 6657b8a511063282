#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "git/tree_compare.h"

namespace toolbox {

// How much of `from` is in `to`, of 60,000, as git measures it: lines (in pieces of at most 64 bytes) that
// both have, by bytes, of the longer text. Pure.
std::uint32_t similarity(std::string_view from, std::string_view to);

// Where the files come from that are compared: of a change that was added, or deleted.
struct RenameContents {
  std::function<std::uint64_t(const StagedChange&)> size;  // bytes; 0 when there is none to compare
  std::function<std::string(const StagedChange&)> text;
};

// Makes one renamed file of each added and deleted one that have the same content, or at least half of it, as
// `git status` does. limit: with more pairs than its square only equal contents count, as for files beyond
// limits::git_rename_file. Only within an operation.
void find_renames(std::vector<StagedChange>& changes, std::size_t limit, const RenameContents& files);

}  // namespace toolbox
