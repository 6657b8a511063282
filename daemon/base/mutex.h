#pragma once
// std::mutex with the annotations that clang's -Wthread-safety checks; libstdc++ has none.
#include <condition_variable>
#include <mutex>

namespace toolbox {

class __attribute__((capability("mutex"))) Mutex {
 public:
  void lock() __attribute__((acquire_capability())) { mutex_.lock(); }
  void unlock() __attribute__((release_capability())) { mutex_.unlock(); }

  // Waits for `condition` as std::condition_variable does; the mutex is held before and after.
  void wait(std::condition_variable& condition) __attribute__((requires_capability(this))) {
    std::unique_lock<std::mutex> lock(mutex_, std::adopt_lock);
    condition.wait(lock);
    lock.release();
  }

 private:
  std::mutex mutex_;
};

class __attribute__((scoped_lockable)) MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) __attribute__((acquire_capability(mutex))) : mutex_(mutex) {
    mutex_.lock();
  }
  ~MutexLock() __attribute__((release_capability())) { mutex_.unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mutex_;
};

#define TOOLBOX_GUARDED_BY(mutex) __attribute__((guarded_by(mutex)))
#define TOOLBOX_REQUIRES(mutex) __attribute__((requires_capability(mutex)))

}  // namespace toolbox
