#pragma once
#include <list>

#include "base/event.h"
#include "base/task.h"

namespace toolbox {

// Lets coroutines through one at a time, in the order in which they came. Loop thread only.
//
//   Turns::Turn turn(turns);
//   co_await turn.come();   // until its destruction it is the only one
class Turns {
 public:
  explicit Turns(Executor executor) : changed_(executor) {}

  class Turn {
   public:
    explicit Turn(Turns& turns) : turns_(turns), place_(turns.queue_.insert(turns.queue_.end(), this)) {}
    ~Turn() {
      turns_.queue_.erase(place_);
      turns_.changed_.notify();
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

    bool is_next() const { return turns_.queue_.front() == this; }
    Task<void> come() {
      while (!is_next()) co_await turns_.changed_.wait();
    }

   private:
    Turns& turns_;
    std::list<const Turn*>::iterator place_;
  };

 private:
  std::list<const Turn*> queue_;
  Event changed_;
};

}  // namespace toolbox
