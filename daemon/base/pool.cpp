#include "base/pool.h"

#include <pthread.h>
#include <signal.h>

#include <exception>
#include <utility>

namespace toolbox {

Pool::Pool(std::string name, std::size_t threads, std::size_t most)
    : name_(std::move(name)), width_(threads), most_(most) {
  try {
    MutexLock lock(mutex_);
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
  std::vector<std::thread> threads;
  {
    MutexLock lock(mutex_);
    stopping_ = true;
    threads.swap(threads_);
  }
  ready_.notify_all();
  for (auto& thread : threads) thread.join();
}

void Pool::post(std::unique_ptr<PoolJob> job) {
  {
    MutexLock lock(mutex_);
    jobs_.push_back(std::move(job));
    if (jobs_.size() > idle_ && threads_.size() < most_) add_thread();
  }
  ready_.notify_one();
}

// That there is none to be had is no failure: the job waits for one of those that are there.
void Pool::add_thread() {
  try {
    threads_.emplace_back([this] { work(); });
  } catch (const std::exception&) {
  }
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
    ++idle_;
    while (jobs_.empty() && !stopping_) mutex_.wait(ready_);
    --idle_;
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
