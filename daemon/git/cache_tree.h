#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "git/handles.h"

namespace toolbox {

// What the index file remembers of trees that have been written from it (its TREE extension), by which whole
// directories can be told to be as in a commit without a look at their entries.
struct CachedTree {
  std::optional<git_oid> id;  // nothing when the directory has changed since
  std::map<std::string, CachedTree, std::less<>> children;

  const CachedTree* child(std::string_view name) const {
    const auto it = children.find(name);
    return it == children.end() ? nullptr : &it->second;
  }
};

// From the bytes of an index file; nothing when it has no such extension or isn't understood. Pure.
std::optional<CachedTree> parse_cached_tree(std::string_view index_file);

// Of the index file that `index` was read from, unless that has been written since. Blocking.
std::optional<CachedTree> read_cached_tree(git_index* index);

}  // namespace toolbox
