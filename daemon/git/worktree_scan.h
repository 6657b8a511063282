#pragma once
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "git/entry_check.h"
#include "git/ignore_rules.h"
#include "git/operation.h"

namespace toolbox {

// What the worktree has otherwise than the index.
struct WorktreeScan {
  struct Doubtful {
    std::size_t entry;  // its place in the index
    struct stat found;  // what the file was like before anybody has read it
  };
  std::vector<std::size_t> deleted;  // places in the index, as below
  std::vector<std::size_t> modified;
  std::vector<Doubtful> doubtful;       // only their contents tell whether they are modified
  std::vector<std::size_t> intended;    // `git add -N`, and there
  std::vector<std::size_t> submodules;  // whose directories are there
  std::vector<std::string> closed;      // directories with tracked files that may not be looked into, "dir/"
  std::vector<std::string> untracked;   // files one by one; a repository of its own as "dir/"
  std::vector<std::string> ignored;  // when asked for; a directory as "dir/", what is in it is not looked at
};

// Which part of the worktree is looked at. A name with a slash at its end is a directory.
struct ScanPart {
  virtual ~ScanPart() = default;
  virtual bool has(std::string_view path) const = 0;
  virtual bool may_have_within(std::string_view directory) const = 0;  // "dir/"
};

struct ScanRequest {
  std::string worktree;                         // its root, with a slash at its end
  std::vector<const git_index_entry*> entries;  // of the index, in its order
  EntryRules rules;
  std::shared_ptr<const IgnoreRules> ignore;  // info/exclude and core.excludesFile
  const ScanPart* part = nullptr;             // null: all
  bool want_ignored = false;
};

// Walks the worktree on two threads and compares it with the index by names and what stat() tells. The lists
// come in no order. Blocking; ends early, by system_error operation_aborted, when the operation is stopped.
WorktreeScan scan_worktree(const ScanRequest& request, const Operation& operation);

}  // namespace toolbox
