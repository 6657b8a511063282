#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "git/worktree_scan.h"

namespace toolbox {

// The files that a client names, as git's command line takes them: a file, a directory with all in it, or a
// pattern in which * matches slashes too. What begins with ":(" is nothing special.
class PathSelection final : public ScanPart {
 public:
  // worktree: its root, absolute, with a slash at its end. A name is relative to it, or absolute within it.
  // Throws ApiError 400 for an empty list, and for what is outside, or in .git. Pure.
  PathSelection(const std::vector<std::string>& names, const std::string& worktree);

  struct Item {
    std::string given;               // by the client
    std::string path;                // relative, without "." and ".."; "" is all
    bool literal = true;             // it has no wildcard, or names what exists
    bool must_be_directory = false;  // "dir/"

    bool matches(std::string_view file) const;  // a directory has a slash at its end
    bool may_match_within(std::string_view directory) const;
  };

  bool has(std::string_view path) const override;
  bool may_have_within(std::string_view directory) const override;
  std::vector<Item>& items() { return items_; }
  const std::vector<Item>& items() const { return items_; }

 private:
  std::vector<Item> items_;
};

// Takes the names that are entries of `entries`, or directories of theirs, literally even if they have
// wildcards.
void prefer_literal(PathSelection& pathspec, const std::vector<const git_index_entry*>& entries);

// Whether the index has the file, or files in a directory of that name. entries: in the index's order.
bool index_has(const std::vector<const git_index_entry*>& entries, std::string_view path);

}  // namespace toolbox
