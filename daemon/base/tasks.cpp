#include "base/tasks.h"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <exception>
#include <utility>

#include "base/failure.h"

namespace toolbox {

Tasks::Tasks(asio::io_context& loop, Log& log)
    : executor_(loop.get_executor()), log_(log), none_left_(loop.get_executor()) {}

void Tasks::spawn(const char* name, Task<void> task) {
  const auto it = running_.emplace(running_.end());
  auto finished = [this, it, name](std::exception_ptr error) {
    running_.erase(it);
    if (running_.empty()) none_left_.cancel();
    if (error && !is_cancellation(error)) log_.error(std::string(name) + ": " + describe(error));
  };
  asio::co_spawn(executor_, std::move(task), asio::bind_cancellation_slot(it->slot(), std::move(finished)));
}

void Tasks::cancel_all() {
  // Emitting may end a task and so erase its entry: go on from the next one.
  for (auto it = running_.begin(); it != running_.end();) (it++)->emit(asio::cancellation_type::terminal);
}

Task<bool> Tasks::drained(std::chrono::milliseconds deadline) {
  if (!running_.empty()) {
    none_left_.expires_after(deadline);
    boost::system::error_code ignored;  // aborted means: none is left
    co_await none_left_.async_wait(asio::redirect_error(use_task, ignored));
  }
  co_return running_.empty();
}

}  // namespace toolbox
