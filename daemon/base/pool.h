#pragma once
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/mutex.h"
#include "base/unique_fd.h"

namespace toolbox {

// A few named threads for work that may block. They are there from the start, so that work goes on when the
// system has no thread left to give. Jobs run in the order they came.
class Pool {
 public:
  // name: what `top -H` shows, at most 15 characters. most: up to so many threads are added when jobs come
  // that no thread is free for; they stay. Throws std::system_error when one of `threads` can't be had.
  Pool(std::string name, std::size_t threads, std::size_t most = 0);
  ~Pool();  // runs what is queued, then joins
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // From any thread. The job must not throw.
  void post(std::unique_ptr<struct PoolJob> job);

  // The threads that are there from the start.
  std::size_t width() const { return width_; }

 private:
  void work();
  void stop();
  void add_thread() TOOLBOX_REQUIRES(mutex_);

  const std::string name_;
  const std::size_t width_;
  const std::size_t most_;
  Mutex mutex_;
  std::condition_variable ready_;
  std::deque<std::unique_ptr<PoolJob>> jobs_ TOOLBOX_GUARDED_BY(mutex_);
  std::size_t idle_ TOOLBOX_GUARDED_BY(mutex_) = 0;
  bool stopping_ TOOLBOX_GUARDED_BY(mutex_) = false;
  std::vector<std::thread> threads_ TOOLBOX_GUARDED_BY(mutex_);
};

// Shares `fd`; it is closed on `pool`, where that may take its time: the last close of an unlinked file frees
// its blocks. The pool has to outlive it.
std::shared_ptr<const UniqueFd> closed_on(Pool& pool, UniqueFd fd);

// One unit of work; move-only closures are why this is not a std::function.
struct PoolJob {
  virtual ~PoolJob() = default;
  virtual void run() noexcept = 0;
};

}  // namespace toolbox
