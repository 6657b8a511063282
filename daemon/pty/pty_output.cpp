// From the program to the history: reading, at a pace that the clients can follow.
#include <unistd.h>

#include <array>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/redirect_error.hpp>
#include <cerrno>
#include <chrono>
#include <exception>
#include <utility>

#include "base/failure.h"
#include "base/limits.h"
#include "base/offload.h"
#include "base/timer.h"
#include "base/utf8.h"
#include "pty/pty.h"

namespace toolbox {
namespace {

using namespace asio::experimental::awaitable_operators;
using Clock = std::chrono::steady_clock;
constexpr auto wait_read = asio::posix::descriptor_base::wait_read;

}  // namespace

Task<void> Pty::pump(std::shared_ptr<Pty> /*self*/) {
  std::exception_ptr failure;
  try {
    co_await pump_output();
  } catch (...) {
    failure = std::current_exception();
  }
  if (failure) {
    if (is_cancellation(failure)) std::rethrow_exception(failure);
    services_.log.error("a terminal has to end: " + describe(failure));
    co_await hang_up();
  }
  finish();
}

// Until the shell has ended and everything that was written before has been read.
Task<void> Pty::pump_output() {
  while (!exit_code_) {
    bool more = read_little();
    while (more && !exit_code_) {
      co_await keep_pace();
      more = (co_await read_much()).more;
    }
    co_await keep_pace();
    if (!exit_code_) co_await until_readable();
  }
  // What is left in the background may go on writing for ever.
  for (std::size_t left = limits::pty_last_words;;) {
    const Read read = co_await read_much();
    co_await keep_pace();
    if (!read.more || read.bytes >= left) break;
    left -= read.bytes;
  }
  flush_carry();
}

// Reads what a keystroke or a prompt makes. True when there is more than that.
bool Pty::read_little() {
  std::array<char, 2 * limits::page + utf8::max_tail> buffer;
  carry_.copy(buffer.data(), carry_.size());
  const Read read = read_into(buffer, carry_.size());
  if (read.bytes > 0) append({buffer.data(), carry_.size() + read.bytes});
  return read.more;
}

// Reads as much as a block holds, while the loop serves the clients: the kernel hands over a page at a time,
// and reading sleeps until it has been made.
Task<Pty::Read> Pty::read_much() {
  const auto block = std::make_shared_for_overwrite<char[]>(limits::pty_block);
  const std::size_t carried = carry_.copy(block.get(), carry_.size());
  auto work = [this, &block, carried] { return read_into({block.get(), limits::pty_block}, carried); };
  const Read read = co_await offload(services_.terminal_pool, std::move(work));
  if (read.bytes == 0) co_return read;
  const std::string_view bytes(block.get(), carried + read.bytes);
  if (bytes.size() < limits::pty_block / 2) {
    append(bytes);
  } else {
    carry_.assign(bytes.substr(bytes.size() - utf8::incomplete_tail(bytes)));
    history_.append(block, bytes.size() - carry_.size());
    output_.notify();
  }
  co_return read;
}

// Any thread. Fills `buffer` behind what is `filled`, as long as something comes at once.
Pty::Read Pty::read_into(std::span<char> buffer, std::size_t filled) {
  const std::size_t before = filled;
  while (buffer.size() - filled >= limits::page) {
    const ssize_t n = ::read(master_.native_handle(), buffer.data() + filled, buffer.size() - filled);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return {filled - before, false};
    filled += static_cast<std::size_t>(n);
  }
  return {filled - before, true};
}

// But for the beginning of a character that is still to come.
void Pty::append(std::string_view bytes) {
  const std::size_t tail = utf8::incomplete_tail(bytes);
  carry_.assign(bytes.substr(bytes.size() - tail));
  bytes.remove_suffix(tail);
  if (bytes.empty()) return;
  history_.append(bytes);
  output_.notify();
}

void Pty::flush_carry() {
  if (carry_.empty()) return;
  history_.append(std::exchange(carry_, {}));
  output_.notify();
}

Task<void> Pty::until_readable() {
  boost::system::error_code cancelled;  // or the shell has ended
  if (carry_.empty()) {
    co_await master_.async_wait(wait_read, asio::redirect_error(use_task, cancelled));
    co_return;
  }
  Timer patience(master_.get_executor(), limits::utf8_patience);
  const auto first = co_await (master_.async_wait(wait_read, asio::redirect_error(use_task, cancelled)) ||
                               patience.async_wait(use_task));
  if (first.index() == 1) flush_carry();
}

// Until the clients have come far enough, or are not waited for any more.
Task<void> Pty::keep_pace() {
  for (;;) {
    draw_if_behind();
    if (history_.full()) {
      co_await progress_.wait();
      continue;
    }
    // What is being killed does not get more time for its last words.
    const Pace now = pace(clients_, end(), Clock::now(), killing_);
    if (now.dropped) output_.notify();
    if (!now.again) break;
    Timer timer(master_.get_executor(), *now.again);
    co_await (progress_.wait() || timer.async_wait(use_task));
  }
  trim();
}

void Pty::draw_if_behind() {
  if (drawing_ || !history_.behind()) return;
  drawing_ = true;
  services_.tasks.spawn("a terminal's screen", draw(shared_from_this()));
}

Task<void> Pty::draw(std::shared_ptr<Pty> /*self*/) {
  struct Drawing {
    ~Drawing() {
      pty.drawing_ = false;
      pty.progress_.notify();
    }
    Pty& pty;
  } drawing{*this};
  while (history_.behind()) {
    co_await history_.draw();
    trim();
    progress_.notify();
  }
}

}  // namespace toolbox
