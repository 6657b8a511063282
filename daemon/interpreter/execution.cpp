#include "interpreter/execution.h"

#include <algorithm>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/system/system_error.hpp>
#include <exception>
#include <utility>

#include "base/failure.h"
#include "base/limits.h"
#include "base/timer.h"

namespace toolbox {
namespace {

using namespace asio::experimental::awaitable_operators;
using Clock = std::chrono::steady_clock;

constexpr std::uint16_t normal_close = 1000;
constexpr std::uint16_t failure_close = 1011;
constexpr std::uint16_t timeout_close = 4008;

Task<void> pause(std::chrono::milliseconds time) {
  co_await Timer(co_await asio::this_coro::executor, time).async_wait(use_task);
}

}  // namespace

Execution::Execution(Worker& worker, WebSocket& client, std::chrono::seconds timeout, const bool& ending,
                     Event& changed)
    : worker_(worker), client_(client), timeout_(timeout), ending_(ending), changed_(changed) {}

Task<void> Execution::run(WorkerOrder order) {
  rich_ = order.rich;
  order_ = std::move(order);
  while (!over_) {
    const auto first = co_await (follow() || supervise());
    // Nothing more goes to a client that keeps us from seeing whether the code has stopped.
    if (first.index() == 1) client_gone_ = true;
  }
  // What a dead one has started goes with it, before anybody hears of it.
  if (!worker_.alive() || !failure_.empty()) co_await worker_.end(false);
  conclude();
}

// Throws only when it is cancelled: || would wait for the other side.
Task<void> Execution::follow() {
  std::exception_ptr failure;
  try {
    if (order_) {
      WorkerOrder order = std::move(*order_);
      order_.reset();
      co_await worker_.run(std::move(order));
    }
    while (!over_) co_await take(co_await worker_.next());
  } catch (...) {
    failure = std::current_exception();
  }
  if (!failure) co_return;
  if (is_cancellation(failure)) std::rethrow_exception(failure);
  failure_ = describe(failure);
  over_ = true;
}

Task<void> Execution::take(WorkerEvent event) {
  switch (event.kind) {
    case WorkerEvent::Kind::output:
      co_await send_output("stdout", out_, event.bytes);
      break;
    case WorkerEvent::Kind::error_output:
      last_words_ += event.bytes;
      if (last_words_.size() > limits::worker_last_words) {
        last_words_.erase(0, last_words_.size() - limits::worker_last_words);
      }
      co_await send_output("stderr", error_output_, event.bytes);
      break;
    case WorkerEvent::Kind::display:
      if (rich_) co_await send(event.bytes);
      break;
    case WorkerEvent::Kind::done:
      result_ = std::move(event);
      over_ = true;
      break;
    case WorkerEvent::Kind::ended:
      over_ = true;
      break;
  }
}

Task<void> Execution::send_output(std::string_view type, TextPieces& pieces, std::string_view bytes) {
  for (const auto& text : pieces.feed(bytes)) co_await send(output_message(type, text));
}

Task<void> Execution::send(std::string_view message) {
  if (client_gone_) co_return;
  sending_ = true;
  try {
    co_await client_.send_text(message);
  } catch (const boost::system::system_error& e) {
    if (e.code() == asio::error::operation_aborted) throw;
    client_gone_ = true;
  }
  sending_ = false;
  ++sent_;
}

// Stops the code when it is time to. Returns when nothing more can be done while follow() waits for the
// client.
Task<void> Execution::supervise() {
  if (stop_ == Stop::none) co_await until_stopped();
  if (stop_ == Stop::client_left) client_gone_ = true;
  if (stop_ != Stop::context_ended) {
    if (!std::exchange(was_interrupted_, true)) {
      worker_.interrupt(false);
      co_await pause(limits::interrupt_worker);
      worker_.interrupt(true);
      co_await pause(limits::interrupt_group);
      // It may have stopped long ago, which a client that takes its time keeps from us.
      const std::uint64_t before = sent_;
      for (std::chrono::milliseconds waited{0}; sending_ && waited < limits::stalled_client;
           waited += limits::interrupt_group) {
        co_await pause(limits::interrupt_group);
      }
      if (sending_ && sent_ == before) co_return;
    } else {
      co_await pause(limits::interrupt_worker);
    }
  }
  co_await worker_.end(false);
  // What it had written goes to a client that goes on reading.
  do {
    const std::uint64_t before = sent_;
    co_await pause(sending_ ? std::chrono::milliseconds(limits::stalled_client) : limits::worker_farewell);
    if (sent_ == before) co_return;
  } while (true);
}

Task<void> Execution::until_stopped() {
  Timer deadline(co_await asio::this_coro::executor, Clock::time_point::max());
  if (timeout_.count() > 0) deadline.expires_after(timeout_);
  while (stop_ == Stop::none) {
    if (ending_) {
      stop_ = Stop::context_ended;
      break;
    }
    const auto first = co_await (client_.closed() || deadline.async_wait(use_task) || changed_.wait());
    if (first.index() == 0) stop_ = Stop::client_left;
    if (first.index() == 1) stop_ = Stop::timeout;
  }
}

void Execution::conclude() {
  for (const auto& [type, pieces] : {std::pair{"stdout", &out_}, std::pair{"stderr", &error_output_}}) {
    const std::string rest = pieces->rest();
    if (!rest.empty()) last_messages_.push_back(output_message(type, rest));
  }
  std::string_view control = "completed";
  if (!failure_.empty()) {
    last_messages_.push_back(error_message("WorkerFailed", failure_, ""));
    return;
  }
  if (stop_ == Stop::context_ended) {
    last_messages_.push_back(
        error_message("ContextDeleted", "the context was deleted while this code ran", ""));
    control = "interrupted";
  } else if (!result_ && stop_ == Stop::timeout) {
    last_messages_.push_back(error_message("Timeout",
                                           "the code did not stop when it was interrupted, so its process "
                                           "was ended; the context's state is gone",
                                           last_words_));
  } else if (!result_) {
    last_messages_.push_back(
        error_message("WorkerDied", worker_.death() + "; the context's state is gone", last_words_));
  } else {
    if (result_->interrupted && !result_->bytes.empty()) control = "interrupted";
    if (!result_->bytes.empty()) last_messages_.push_back(std::move(result_->bytes));
  }
  // The TypeScript SDK takes either control message for success.
  if (stop_ != Stop::timeout) last_messages_.push_back(completion_message(control));
}

Task<void> Execution::tell_end() {
  for (const auto& message : last_messages_) co_await send(message);
  if (!failure_.empty()) {
    co_await client_.close(failure_close, failure_);
  } else if (stop_ == Stop::timeout) {
    const std::string limit = std::to_string(timeout_.count());
    co_await client_.close(timeout_close, "the execution took longer than " + limit + " s");
  } else {
    co_await client_.close(normal_close, "");
  }
}

}  // namespace toolbox
