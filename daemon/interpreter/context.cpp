#include "interpreter/context.h"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <chrono>
#include <cstdint>
#include <exception>
#include <optional>
#include <utility>

#include "base/failure.h"
#include "base/limits.h"
#include "base/timer.h"
#include "interpreter/execution.h"
#include "interpreter/output_text.h"

namespace toolbox {
namespace {

using namespace asio::experimental::awaitable_operators;

constexpr std::uint16_t refused_close = 1008;
constexpr std::uint16_t failed_close = 1011;
constexpr std::uint16_t try_later_close = 1013;

std::size_t size_of(const WorkerOrder& order) {
  std::size_t size = order.code.size();
  for (const auto& [name, value] : order.envs) size += name.size() + value.size();
  return size;
}

}  // namespace

// Counts an execution among those that wait for their turn.
class Context::Waiting {
 public:
  explicit Waiting(Context& context) : context_(&context) {
    ++context.waiting_;
    context.changed_.notify();
  }
  ~Waiting() { end(); }
  Waiting(const Waiting&) = delete;
  Waiting& operator=(const Waiting&) = delete;

  void end() {
    if (context_ != nullptr) --context_->waiting_;
    context_ = nullptr;
  }

 private:
  Context* context_;
};

// What an order takes of the memory for all that wait.
class Context::CodeShare {
 public:
  CodeShare(ContextServices& services, std::size_t size) : services_(services), size_(size) {
    services_.waiting_code += size_;
  }
  ~CodeShare() { services_.waiting_code -= size_; }
  CodeShare(const CodeShare&) = delete;
  CodeShare& operator=(const CodeShare&) = delete;

 private:
  ContextServices& services_;
  const std::size_t size_;
};

Context::Context(ContextServices& services, Executor executor, Options options)
    : services_(services),
      options_(std::move(options)),
      changed_(executor),
      turns_(executor),
      warms_up_(options_.stays_warm) {}

Task<void> Context::start() {
  worker_ = co_await Worker::start(services_.launcher, services_.pool, options_.language, options_.cwd);
  // Cancelled from here on, it stays until it has ended with all that it has started.
  co_await worker_->get_ready();
}

void Context::open() {
  services_.tasks.spawn("interpreter context", attend(shared_from_this()));
}

// Holds the turn whenever no execution wants it: what background threads and processes write is read and
// dropped, and the worker's death is noticed.
Task<void> Context::attend(std::shared_ptr<Context> self) {
  if (warms_up_) {
    Timer delay(co_await asio::this_coro::executor, limits::warm_delay);
    co_await (delay.async_wait(use_task) || changed_.wait());
  }
  while (!ending_) {
    {
      Turns::Turn turn(turns_);
      co_await turn.come();
      co_await attend_idle();
    }
    while (!ending_ && waiting_ == 0 && !worker_ && !warms_up_) co_await changed_.wait();
  }
  Turns::Turn turn(turns_);
  co_await turn.come();
  if (worker_) co_await worker_->end(!worker_->busy());
  worker_.reset();
  gone_ = true;
  changed_.notify();
}

Task<void> Context::attend_idle() {
  while (!ending_ && waiting_ == 0) {
    if (worker_ && (!worker_->ready() || (options_.stays_warm && outdated()))) worker_.reset();
    if (!worker_ && !warms_up_) co_return;
    if (!worker_) {
      co_await (warm_up() || until_ending());
      continue;
    }
    const auto first = co_await (worker_->next() || changed_.wait());
    if (first.index() == 1 || std::get<0>(first).kind != WorkerEvent::Kind::ended) continue;
    services_.log.info("interpreter: " + worker_->death());
    // One that dies without having done anything would do so again.
    warms_up_ = options_.stays_warm && worker_->used();
    worker_.reset();
  }
}

Task<void> Context::warm_up() {
  const std::string failure = co_await start_worker();
  if (failure.empty()) co_return;
  services_.log.info("no Python context is kept ready: " + failure);
  warms_up_ = false;
}

// Empty, or why it can't be had.
Task<std::string> Context::start_worker() {
  std::exception_ptr failure;
  try {
    co_await start();
  } catch (...) {
    failure = std::current_exception();
  }
  if (failure && is_cancellation(failure)) std::rethrow_exception(failure);
  co_return failure ? describe(failure) : "";
}

// Nothing has run in it yet, and what it was started with no longer holds.
bool Context::outdated() const {
  return !worker_->used() && worker_->environment() != services_.launcher.environment().variables();
}

Task<void> Context::until_ending() {
  while (!ending_) co_await changed_.wait();
}

Task<void> Context::tell_failure(WebSocket& client, const std::string& failure) {
  try {
    co_await client.send_text(error_message("WorkerFailed", failure, ""));
  } catch (const boost::system::system_error& e) {
    if (e.code() == asio::error::operation_aborted) throw;
    // It has left.
  }
  co_await client.close(failed_close, failure);
}

Task<void> Context::execute(WebSocket& client, WorkerOrder order, std::chrono::seconds timeout) {
  const std::size_t size = size_of(order);
  if (waiting_ >= limits::max_waiting_executions ||
      services_.waiting_code + size > limits::max_waiting_code) {
    co_await client.close(try_later_close, "too much code waits for its turn: try again later");
    co_return;
  }
  order.share = std::make_shared<CodeShare>(services_, size);
  const auto self = shared_from_this();
  Waiting waiting(*this);
  std::optional<Turns::Turn> turn(std::in_place, turns_);
  const auto first = co_await (turn->come() || client.closed() || until_ending());
  if (first.index() == 1) co_return;
  std::string failure;
  if (!ending_) {
    // A worker that still works for an execution that was given up can't be used.
    if (worker_ && (!worker_->ready() || worker_->busy() || !worker_->alive() || outdated())) worker_.reset();
    if (!worker_) {
      const auto started = co_await (start_worker() || client.closed() || until_ending());
      if (started.index() == 1) co_return;
      if (started.index() == 0) failure = std::get<0>(started);
    }
  }
  if (ending_ || !failure.empty()) {
    // A client that is slow to take it is not to keep others waiting.
    turn.reset();
    waiting.end();
    order = {};
    co_await (ending_ ? client.close(refused_close, "not found: context was deleted")
                      : tell_failure(client, failure));
    co_return;
  }
  waiting.end();
  Execution execution(*worker_, client, timeout, ending_, changed_);
  co_await execution.run(std::move(order));
  turn.reset();
  co_await execution.tell_end();
}

Task<void> Context::end() {
  ending_ = true;
  changed_.notify();
  while (!gone_) co_await changed_.wait();
}

}  // namespace toolbox
