// A body and its consumer side by side, and which of their failures counts.
#include <gtest/gtest.h>

#include <algorithm>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "base/api_error.h"
#include "files/body_pump.h"
#include "fixtures.h"
#include "support.h"

namespace toolbox {
namespace {

using namespace std::chrono_literals;
using Timer = asio::basic_waitable_timer<std::chrono::steady_clock,
                                         asio::wait_traits<std::chrono::steady_clock>, Executor>;

enum class End { well, fails, waits };

// Ends as told, after it has let the other side begin. Waiting ends with operation_aborted only.
Task<void> end(End how, const char* code) {
  Timer timer(co_await asio::this_coro::executor, how == End::waits ? 1h : 1ms);
  if (how != End::well) co_await timer.async_wait(use_task);
  if (how == End::fails) throw ApiError(400, code, code);
}

class Body final : public BodyReader {
 public:
  Body(std::vector<std::string> pieces, End how) : pieces_(std::move(pieces)), how_(how) {}

  Task<std::size_t> read_some(std::span<char> into) override {
    if (next_ == pieces_.size()) {
      co_await end(how_, "READ");
      co_return 0;
    }
    const std::string& piece = pieces_[next_++];
    std::ranges::copy(piece, into.begin());
    co_return piece.size();
  }

 private:
  const std::vector<std::string> pieces_;
  const End how_;
  std::size_t next_ = 0;
};

class Consumer final : public BodyConsumer {
 public:
  explicit Consumer(End how) : how_(how) {}

  Task<void> consume(std::string_view bytes) override {
    text += bytes;
    co_await end(how_, "CONSUME");
  }

  std::string text;

 private:
  const End how_;
};

std::string failure_of(End read, End consume) {
  asio::io_context loop(1);
  Body body({"piece"}, read);
  Consumer consumer(consume);
  return error_of([&] { run_on(loop, pump(body, consumer)); }).code;
}

TEST(BodyPump, EverythingArrivesInOrder) {
  asio::io_context loop(1);
  Body body({"a", "bc", "def"}, End::well);
  Consumer consumer(End::well);
  run_on(loop, pump(body, consumer));
  EXPECT_EQ(consumer.text, "abcdef");
}

TEST(BodyPump, TheFailureCountsAndNotWhatItBreaksOff) {
  EXPECT_EQ(failure_of(End::fails, End::waits), "READ");
  EXPECT_EQ(failure_of(End::waits, End::fails), "CONSUME");
}

TEST(BodyPump, OneFailureIsEnough) {
  EXPECT_EQ(failure_of(End::fails, End::well), "READ");
  EXPECT_EQ(failure_of(End::well, End::fails), "CONSUME");
  EXPECT_EQ(failure_of(End::fails, End::fails), "CONSUME");
}

}  // namespace
}  // namespace toolbox
