#pragma once
// What the threads that scan a worktree work on and share.
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "git/handles.h"
#include "git/ignore_rules.h"

namespace toolbox {

struct ScanDirectory {
  std::string path;   // "" or "sub/dir/"
  std::size_t begin;  // the index entries within
  std::size_t end;
  std::shared_ptr<const IgnoreRules> ignore;
  bool ignored;  // so what is untracked in it is ignored
};

// What the index has of one name in a directory. A file in conflict with a directory of the same name is
// both.
struct IndexChild {
  std::string_view name;
  std::size_t begin;
  std::size_t end;
  bool directory;
  bool present = false;
};

// The names in `directory` that the index has entries for, sorted. entries: the index's, which must outlive
// the names. children: is overwritten. Pure.
void list_children(const std::vector<const git_index_entry*>& entries, const ScanDirectory& directory,
                   std::vector<IndexChild>& children);

// The directories yet to be read. Waiting threads wake up when there is one or when all is done.
class DirectoryStack {
 public:
  void push(ScanDirectory directory);

  // Waits. False when nothing is left and nobody is at work who could bring more, or when one has failed.
  // had_one: the caller is done with the one it got before.
  bool pop(ScanDirectory& directory, bool had_one);

  void fail();

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<ScanDirectory> waiting_;
  int at_work_ = 0;
  bool failed_ = false;
};

}  // namespace toolbox
