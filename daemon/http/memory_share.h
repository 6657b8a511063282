#pragma once
#include <cstddef>

#include "base/api_error.h"

namespace toolbox {

// One share of what all bodies, or all answers, together may hold.
class MemoryShare {
 public:
  MemoryShare(std::size_t& total, std::size_t most) : total_(total), most_(most) {}
  ~MemoryShare() { total_ -= held_; }
  MemoryShare(const MemoryShare&) = delete;
  MemoryShare& operator=(const MemoryShare&) = delete;

  void grow_to(std::size_t size) {
    if (total_ + size - held_ > most_) {
      throw ApiError::unavailable("too many large requests or answers at one time: try again");
    }
    total_ += size - held_;
    held_ = size;
  }

 private:
  std::size_t& total_;
  const std::size_t most_;
  std::size_t held_ = 0;
};

}  // namespace toolbox
