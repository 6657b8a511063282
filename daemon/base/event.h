#pragma once
#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/intrusive/list.hpp>
#include <boost/system/error_code.hpp>
#include <memory>
#include <utility>

#include "base/task.h"

namespace toolbox {

// What coroutines wait for until another one says that something has changed; they then look for themselves.
// Costs nothing while nobody waits, and no timer. Loop thread only.
class Event {
 public:
  explicit Event(Executor executor) : executor_(executor) {}
  ~Event() {
    waiting_.clear_and_dispose([](Waiter* waiter) { delete waiter; });
  }
  Event(const Event&) = delete;
  Event& operator=(const Event&) = delete;

  // Until the next notify(). Throws system_error operation_aborted when it is cancelled.
  Task<void> wait() {
    return asio::async_initiate<decltype(use_task), void(boost::system::error_code)>(
        [this](auto handler) { add(std::move(handler)); }, use_task);
  }

  // Resumes all that wait now, from the loop, not from within this call.
  void notify() {
    while (!waiting_.empty()) waiting_.front().complete({});
  }

 private:
  struct Waiter
      : boost::intrusive::list_base_hook<boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
    virtual ~Waiter() = default;
    virtual void complete(boost::system::error_code error) = 0;  // and deletes itself
  };

  template <class Handler>
  struct HandlerWaiter final : Waiter {
    HandlerWaiter(Handler h, Executor executor) : handler(std::move(h)), guard(executor) {}
    void complete(boost::system::error_code error) override {
      const std::unique_ptr<HandlerWaiter> self(this);
      asio::get_associated_cancellation_slot(handler).clear();
      asio::post(guard.get_executor(), [h = std::move(handler), error]() mutable { std::move(h)(error); });
    }
    Handler handler;
    asio::executor_work_guard<Executor> guard;
  };

  template <class Handler>
  void add(Handler handler) {
    auto slot = asio::get_associated_cancellation_slot(handler);
    auto* waiter = new HandlerWaiter<Handler>(std::move(handler), executor_);  // owned by the list
    waiting_.push_back(*waiter);
    if (!slot.is_connected()) return;
    slot.assign([waiter](asio::cancellation_type) { waiter->complete(asio::error::operation_aborted); });
  }

  Executor executor_;
  boost::intrusive::list<Waiter, boost::intrusive::constant_time_size<false>> waiting_;
};

}  // namespace toolbox
