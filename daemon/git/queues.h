#pragma once
#include <map>
#include <memory>
#include <string>

#include "base/task.h"
#include "base/turns.h"

namespace toolbox {

// For each repository that is in use, the queue of the operations on it. Loop thread only.
class RepositoryQueues {
 public:
  explicit RepositoryQueues(Executor executor) : executor_(executor) {}

  // key: one for each repository. The queue lives as long as somebody holds it, and at most as long as this.
  std::shared_ptr<Turns> at(const std::string& key) {
    auto& entry = queues_[key];
    if (auto queue = entry.lock()) return queue;
    const std::shared_ptr<Turns> queue(new Turns(executor_), [this, key](Turns* ended) {
      queues_.erase(key);
      delete ended;
    });
    entry = queue;
    return queue;
  }

 private:
  Executor executor_;
  std::map<std::string, std::weak_ptr<Turns>> queues_;
};

}  // namespace toolbox
