#pragma once
#include <cstdint>
#include <string>
#include <vector>

#include "git/cache_tree.h"
#include "git/handles.h"

namespace toolbox {

// One file that a tree and the index have otherwise.
struct StagedChange {
  enum class Kind { added, modified, deleted, renamed };
  Kind kind;
  std::string path;
  std::string old_path;  // of a rename
  git_oid old_id{};
  git_oid new_id{};
  std::uint32_t old_mode = 0;
  std::uint32_t new_mode = 0;
};

// What the index has otherwise than `tree`, in the index's order. tree: null for the empty one. Entries in
// conflict, or only intended to be added, are left out. cached: of the index, or null. Blocking; only within
// an operation.
std::vector<StagedChange> compare_tree(git_repository* repository, const git_oid* tree,
                                       const std::vector<const git_index_entry*>& entries,
                                       const CachedTree* cached);

// Its entries in order. They live as long as `index` is not changed.
std::vector<const git_index_entry*> index_entries(git_index* index);

}  // namespace toolbox
