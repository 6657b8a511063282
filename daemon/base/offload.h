#pragma once
// Blocking work leaves the loop here and only here.
#include <sys/eventfd.h>

#include <atomic>
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>
#include <exception>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

#include "base/pool.h"
#include "base/task.h"
#include "base/unique_fd.h"

namespace toolbox {
namespace detail {

template <class F, class Handler>
struct OffloadJob final : PoolJob {
  using Result = std::invoke_result_t<F&>;
  using Slot = std::conditional_t<std::is_void_v<Result>, std::monostate, std::optional<Result>>;

  OffloadJob(F f, Slot& s, std::exception_ptr& e, const std::atomic<bool>* stopped, Handler h, Executor ex)
      : work(std::move(f)), slot(s), error(e), stop(stopped), handler(std::move(h)), guard(ex) {}

  void run() noexcept override {
    try {
      // Its turn came when nobody waited any more.
      if (stop != nullptr && *stop) throw boost::system::system_error(asio::error::operation_aborted);
      if constexpr (std::is_void_v<Result>) {
        work();
      } else {
        slot.emplace(work());
      }
    } catch (...) {
      error = std::current_exception();
    }
    asio::post(guard.get_executor(), std::move(handler));
  }

  F work;
  Slot& slot;                 // in the waiting coroutine's frame,
  std::exception_ptr& error;  // which stays until the handler has run
  const std::atomic<bool>* stop;
  Handler handler;
  asio::executor_work_guard<Executor> guard;
};

}  // namespace detail

// How work that has begun learns that nobody waits for its result any more. Any thread may look.
using StopFlag = std::atomic<bool>;

// Runs `work` on `pool` and resumes on the loop with its result or exception. `work` must own what it
// touches, or borrow it from the awaiting frame: it cannot be interrupted, only waited for, and cancellation
// takes effect after it. For work that takes its time, cancellation also sets `stop`, at which the work is to
// come to an end, and makes the eventfd `wake` readable, for work that waits for descriptors.
template <class F>
Task<std::invoke_result_t<F&>> offload(Pool& pool, F work, StopFlag* stop = nullptr,
                                       const UniqueFd* wake = nullptr) {
  using Result = std::invoke_result_t<F&>;
  auto executor = co_await asio::this_coro::executor;
  std::conditional_t<std::is_void_v<Result>, std::monostate, std::optional<Result>> slot;
  std::exception_ptr error;
  auto start = [&](auto handler) {
    using Job = detail::OffloadJob<F, decltype(handler)>;
    auto cancellation = asio::get_associated_cancellation_slot(handler);
    if (stop != nullptr && cancellation.is_connected()) {
      cancellation.assign([stop, wake](asio::cancellation_type) {
        *stop = true;
        if (wake != nullptr && *wake) ::eventfd_write(wake->get(), 1);
      });
    }
    pool.post(std::make_unique<Job>(std::move(work), slot, error, stop, std::move(handler), executor));
  };
  co_await asio::async_initiate<decltype(use_task), void()>(start, use_task);
  if (error) std::rethrow_exception(error);
  if constexpr (!std::is_void_v<Result>) co_return std::move(*slot);
}

}  // namespace toolbox
