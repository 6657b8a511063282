#include "pty/client.h"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <exception>
#include <new>
#include <string_view>
#include <utility>

#include "base/failure.h"
#include "base/json_writer.h"
#include "base/limits.h"
#include "base/timer.h"
#include "base/utf8.h"
#include "pty/exit_status.h"
#include "pty/window_size.h"

namespace toolbox {
namespace {

using namespace asio::experimental::awaitable_operators;

class PtyClient {
 public:
  PtyClient(std::shared_ptr<Pty> pty, WebSocket& socket, PtyProtocol protocol)
      : pty_(std::move(pty)), socket_(socket), protocol_(std::move(protocol)), gone_(pty_->executor()) {}
  ~PtyClient() { pty_->leave(progress_); }
  PtyClient(const PtyClient&) = delete;
  PtyClient& operator=(const PtyClient&) = delete;

  Task<void> run() {
    co_await (send_all() || receive_all() || watch_socket());
    if (failure_) std::rethrow_exception(failure_);
    if (progress_.dropped) {
      constexpr std::uint16_t policy_violation = 1008;
      co_await socket_.close(policy_violation, "slow consumer");
    } else if (all_sent_) {
      if (protocol_.tells_exit) co_await socket_.send_text(exited_message(pty_->exit_code()));
      co_await socket_.close(close_code(pty_->exit_code()), close_reason(pty_->exit_code()));
    }
  }

 private:
  Task<void> send_all() {
    try {
      co_await send_output();
      all_sent_ = !progress_.dropped;
      co_return;
    } catch (const boost::system::system_error& e) {
      if (e.code() == asio::error::operation_aborted) throw;
    } catch (const std::exception&) {  // out of memory
      failure_ = std::current_exception();
      co_return;
    }
    // The client is gone, but what it sent before is input all the same.
    pty_->leave(progress_);
    co_await gone_.wait();
  }

  Task<void> send_output() {
    if (!protocol_.greeting.empty()) co_await socket_.send_text(protocol_.greeting);
    std::string screen;
    if (protocol_.replay == Replay::screen) screen = co_await pty_->join_with_screen(progress_);
    if (protocol_.replay == Replay::raw) co_await pty_->join_with_recent(progress_);
    if (protocol_.replay == Replay::none) pty_->join(progress_, pty_->end());
    co_await send_screen(screen);
    for (;;) {
      const Backlog::Piece piece = co_await pty_->next(progress_);
      if (piece.bytes.empty()) break;
      co_await send(piece.bytes);
      pty_->taken(progress_, piece.bytes.size());
    }
    if (!carry_.empty()) co_await socket_.send_text(utf8::to_valid(carry_));
  }

  Task<void> send_screen(std::string_view screen) {
    while (!screen.empty()) {
      std::string_view piece = screen.substr(0, limits::pty_message);
      if (piece.size() < screen.size()) piece.remove_suffix(utf8::incomplete_tail(piece));
      co_await send(piece);
      screen.remove_prefix(piece.size());
      pty_->taken(progress_, 0);
    }
    progress_.mark.reset();
  }

  Task<void> send(std::string_view bytes) {
    if (!protocol_.text) {
      co_await socket_.send_binary(bytes);
      co_return;
    }
    carry_ += bytes;
    const std::size_t tail = utf8::incomplete_tail(carry_);
    const std::string text = utf8::to_valid(std::string_view(carry_).substr(0, carry_.size() - tail));
    carry_.erase(0, carry_.size() - tail);
    if (!text.empty()) co_await socket_.send_text(text);
  }

  // What the client has sent before it left is typed for a while; but a program that reads nothing must not
  // keep its terminal's client for ever.
  Task<void> watch_socket() {
    co_await socket_.gone();
    Timer patience(pty_->executor(), limits::pty_typing);
    co_await patience.async_wait(use_task);
  }

  Task<void> receive_all() {
    try {
      co_await type_all();
    } catch (const std::bad_alloc&) {
      failure_ = std::current_exception();  // thrown, it would leave || waiting for the others
    }
  }

  Task<void> type_all() {
    while (const auto message = co_await socket_.receive()) {
      if (protocol_.takes_resize && message->text) {
        if (const auto size = parse_resize(message->data)) {
          pty_->resize(*size);
          continue;
        }
      }
      co_await pty_->type(message->data);
    }
  }

  std::shared_ptr<Pty> pty_;
  WebSocket& socket_;
  const PtyProtocol protocol_;
  Progress progress_;
  bool all_sent_ = false;
  std::exception_ptr failure_;
  std::string carry_;  // of a text: the beginning of a character
  Event gone_;         // never comes
};

}  // namespace

Task<void> serve_client(std::shared_ptr<Pty> pty, WebSocket& socket, PtyProtocol protocol) {
  std::exception_ptr failure;
  try {
    co_await pty->start();
  } catch (...) {
    failure = std::current_exception();
  }
  if (failure) {
    if (is_cancellation(failure)) std::rethrow_exception(failure);
    co_await serve_error(socket, describe(failure));
    co_return;
  }
  PtyClient client(std::move(pty), socket, std::move(protocol));
  co_await client.run();
}

Task<void> serve_error(WebSocket& socket, std::string why) {
  constexpr std::uint16_t internal_error = 1011;
  constexpr std::size_t room = 100;  // of the 123 bytes that a close takes
  co_await socket.send_text(error_message(why));
  std::string reason = "{\"error\":" + json_quote(why) + "}";
  if (reason.size() > room) reason = "{\"error\":\"cannot attach to the terminal\"}";
  co_await socket.close(internal_error, reason);
}

}  // namespace toolbox
