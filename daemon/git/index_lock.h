#pragma once
#include <git2.h>

#include <string>
#include <utility>

namespace toolbox {

// Holds an index's lock file, as git does: no other git process changes the index meanwhile.
class IndexLock {
 public:
  IndexLock() = default;  // of none
  // Throws ApiError 409 when it is held, by another git process; 403 or 507 when it can't be made.
  explicit IndexLock(git_repository* repository);
  ~IndexLock() { release(); }
  IndexLock(IndexLock&& other) noexcept : path_(std::exchange(other.path_, {})) {}
  IndexLock& operator=(IndexLock&& other) noexcept {
    std::swap(path_, other.path_);
    return *this;
  }

  // Gives it up. To be called right before libgit2 writes the index, since it makes that file itself.
  void release();

 private:
  std::string path_;  // empty when none is held
};

// For operations that change more than the index, which is written last: tells beforehand that it can't be.
// Throws as IndexLock does.
void check_index_lockable(git_repository* repository);

}  // namespace toolbox
