#pragma once
// Blocking work leaves the loop here and only here.
#include <atomic>
#include <optional>
#include <type_traits>
#include <utility>

#include "base/pool.h"
#include "base/task.h"
#include "base/unique_fd.h"

namespace toolbox {

// How work that has begun learns that nobody waits for its result any more. Any thread may look.
using StopFlag = std::atomic<bool>;

namespace detail {

// What a pool is asked to do. It lives in the frame of the coroutine that waits.
class Offloaded {
 public:
  virtual void call() = 0;  // on the pool

 protected:
  ~Offloaded() = default;
};

// Calls `work` on `pool`, and throws here what it threw there. Not a template, as the daemon has a hundred
// kinds of work.
Task<void> call_on(Pool& pool, Offloaded& work, StopFlag* stop, const UniqueFd* wake);

template <class F>
class Call final : public Offloaded {
 public:
  using Result = std::invoke_result_t<F&>;

  explicit Call(F f) : work_(std::move(f)) {}

  void call() override {
    F work = std::move(work_);  // so that what it owns ends on the pool too
    if constexpr (std::is_void_v<Result>) {
      work();
    } else {
      result_.emplace(work());
    }
  }

  Result take() {
    if constexpr (!std::is_void_v<Result>) return std::move(*result_);
  }

 private:
  struct Nothing {};

  F work_;
  [[no_unique_address]] std::conditional_t<std::is_void_v<Result>, Nothing, std::optional<Result>> result_;
};

}  // namespace detail

// Runs `work` on `pool` and resumes on the loop with its result or exception. `work` must own what it
// touches, or borrow it from the awaiting frame: it cannot be interrupted, only waited for, and cancellation
// takes effect after it. For work that takes its time, cancellation also sets `stop`, at which the work is to
// come to an end, and makes the eventfd `wake` readable, for work that waits for descriptors.
template <class F>
Task<std::invoke_result_t<F&>> offload(Pool& pool, F work, StopFlag* stop = nullptr,
                                       const UniqueFd* wake = nullptr) {
  detail::Call<F> call(std::move(work));
  co_await detail::call_on(pool, call, stop, wake);
  co_return call.take();
}

}  // namespace toolbox
