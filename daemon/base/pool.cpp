#include "base/pool.h"

#include <pthread.h>
#include <signal.h>

#include <utility>

namespace toolbox {

Pool::Pool(std::string name, std::size_t threads) : name_(std::move(name)) {
  try {
    while (threads_.size() < threads) threads_.emplace_back([this] { work(); });
  } catch (...) {
    stop();
    throw;
  }
}

Pool::~Pool() {
  stop();
}

void Pool::stop() {
  {
    MutexLock lock(mutex_);
    stopping_ = true;
  }
  ready_.notify_all();
  for (auto& thread : threads_) thread.join();
}

void Pool::post(std::unique_ptr<PoolJob> job) {
  {
    MutexLock lock(mutex_);
    jobs_.push_back(std::move(job));
  }
  ready_.notify_one();
}

std::shared_ptr<const UniqueFd> closed_on(Pool& pool, UniqueFd fd) {
  struct Close final : PoolJob {
    explicit Close(const UniqueFd* owned) : file(owned) {}
    void run() noexcept override { file.reset(); }
    std::unique_ptr<const UniqueFd> file;
  };
  return {new UniqueFd(std::move(fd)),
          [&pool](const UniqueFd* file) { pool.post(std::make_unique<Close>(file)); }};
}

void Pool::work() {
  ::pthread_setname_np(::pthread_self(), name_.substr(0, 15).c_str());
  sigset_t all;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, nullptr);  // signals are the loop's
  mutex_.lock();
  for (;;) {
    while (jobs_.empty() && !stopping_) mutex_.wait(ready_);
    if (jobs_.empty()) break;
    auto job = std::move(jobs_.front());
    jobs_.pop_front();
    mutex_.unlock();
    job->run();
    job.reset();  // its captures go here, not under the lock
    mutex_.lock();
  }
  mutex_.unlock();
}

}  // namespace toolbox
