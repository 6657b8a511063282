#pragma once
#include <string>

namespace toolbox {

// The directory that a clone goes to. Takes away what was made there unless the clone is kept. Pool thread.
class CloneTarget {
 public:
  // Makes `path`, absolute, and the directories above it where they are missing. Throws ApiError 409 when it
  // exists and is no empty directory, 400 or 403 when it can't be made.
  explicit CloneTarget(std::string path);
  ~CloneTarget();
  CloneTarget(const CloneTarget&) = delete;
  CloneTarget& operator=(const CloneTarget&) = delete;

  void keep() { kept_ = true; }

 private:
  void remove_directories() const noexcept;

  const std::string path_;
  std::string first_made_;  // the topmost directory that was missing; empty when there was none
  bool kept_ = false;
};

}  // namespace toolbox
