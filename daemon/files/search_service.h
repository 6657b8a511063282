#pragma once
#include <array>
#include <string>
#include <vector>

#include "base/mutex.h"
#include "base/pool.h"
#include "base/task.h"
#include "files/messages.h"
#include "http/message.h"

namespace toolbox {

// Two replacements in one file take turns, or the later would undo the earlier. Any thread.
class ReplaceLocks {
 public:
  // The lock of the file at `path`, links resolved, by a hash: some files share one. Blocking.
  Mutex& of(const std::string& path);

 private:
  std::array<Mutex, 64> locks_;
};

// What goes through many files: find, search and replace, each on all threads of the walks' pool. They end
// when their client is gone. Loop thread only.
class FileSearch {
 public:
  explicit FileSearch(Pool& walking) : walking_(walking) {}

  // Lists of Match and of paths, which the walk has encoded already. 413 when an answer would be larger than
  // limits::max_walk_answer.
  Task<Response> find(PatternParams params);
  Task<Response> search(PatternParams params);

  Task<std::vector<ReplaceResult>> replace(ReplaceParams params);

 private:
  Pool& walking_;
  ReplaceLocks locks_;
};

}  // namespace toolbox
