#include "base/offload.h"

#include <sys/eventfd.h>

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>
#include <exception>
#include <memory>

namespace toolbox::detail {
namespace {

template <class Handler>
struct Job final : PoolJob {
  Job(Offloaded& w, std::exception_ptr& e, const StopFlag* s, Handler h, const Executor& executor)
      : work(w), error(e), stop(s), handler(std::move(h)), guard(executor) {}

  void run() noexcept override {
    try {
      // Its turn came when nobody waited any more.
      if (stop != nullptr && *stop) throw boost::system::system_error(asio::error::operation_aborted);
      work.call();
    } catch (...) {
      error = std::current_exception();
    }
    asio::post(guard.get_executor(), std::move(handler));
  }

  Offloaded& work;            // in the waiting coroutine's frame,
  std::exception_ptr& error;  // which stays until the handler has run
  const StopFlag* stop;
  Handler handler;
  asio::executor_work_guard<Executor> guard;
};

}  // namespace

Task<void> call_on(Pool& pool, Offloaded& work, StopFlag* stop, const UniqueFd* wake) {
  auto executor = co_await asio::this_coro::executor;
  std::exception_ptr error;
  auto start = [&](auto handler) {
    auto cancellation = asio::get_associated_cancellation_slot(handler);
    if (stop != nullptr && cancellation.is_connected()) {
      cancellation.assign([stop, wake](asio::cancellation_type) {
        *stop = true;
        if (wake != nullptr && *wake) ::eventfd_write(wake->get(), 1);
      });
    }
    pool.post(std::make_unique<Job<decltype(handler)>>(work, error, stop, std::move(handler), executor));
  };
  co_await asio::async_initiate<decltype(use_task), void()>(start, use_task);
  if (error) std::rethrow_exception(error);
}

}  // namespace toolbox::detail
