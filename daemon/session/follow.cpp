#include "session/follow.h"

#include <algorithm>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <exception>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "base/offload.h"
#include "session/marks.h"

namespace toolbox {
namespace {

using namespace asio::experimental::awaitable_operators;

class Sender {
 public:
  Sender(LogStream stream, WebSocket& socket)
      : s_(std::move(stream)), socket_(socket), at_(s_.begin), snapshot_(s_.log ? s_.log->size() : 0) {}

  Task<void> run() {
    if (s_.combined && s_.log && at_ > s_.log->first()) {
      auto align = [this] { return s_.log->behind_mark(at_); };
      at_ = co_await offload(s_.pool, std::move(align));
    }
    while (!done()) {
      if (!s_.log || at_ >= available()) {
        co_await s_.active->changed.wait();
        if (!s_.log) s_.log = s_.active->log;
      } else {
        co_await send_some();
      }
    }
    const std::string note = s_.log ? s_.log->unwritten_note() : "";
    co_await send(note, true);
    co_await socket_.close(1000, "");
  }

 private:
  bool ended() const { return !s_.active || s_.active->state == ActiveCommand::State::ended; }

  // How far the log is to be sent, as far as one can tell now.
  std::uint64_t available() const {
    if (!s_.follow || !s_.active) return snapshot_;
    return ended() ? std::max(s_.active->log_end, snapshot_) : s_.log->size();
  }

  bool done() const {
    if (s_.follow && !ended()) return false;
    return !s_.log || at_ >= available();
  }

  // Reads a large piece at once and sends it as messages.
  Task<void> send_some() {
    const std::uint64_t end = available();
    const std::uint64_t left = end - std::min(end, std::max(at_, s_.log->first()));
    // Kept for the next piece: to get and give back memory costs more than to read into it.
    const auto size = static_cast<std::size_t>(std::min<std::uint64_t>(left, limits::log_piece));
    if (buffer_.size() < size) buffer_.resize(size);
    std::uint64_t next = at_;
    auto work = [&] { return s_.log->read(next, end, buffer_); };
    const std::size_t n = co_await offload(s_.pool, std::move(work));
    std::string_view rest(buffer_.data(), n);
    // What the end of the piece cuts is read again with the next one.
    if (next < end) rest = rest.substr(0, message_cut(rest));
    at_ = n > 0 ? next - (n - rest.size()) : end;  // nothing: somebody has cut the file
    while (!rest.empty()) {
      std::string_view message = rest.substr(0, limits::log_message);
      if (message.size() < rest.size()) message = message.substr(0, message_cut(message));
      co_await send(message, false);
      rest.remove_prefix(message.size());
    }
  }

  Task<void> send(std::string_view piece, bool last) {
    if (!s_.combined) {
      if (!piece.empty()) co_await socket_.send_binary(piece);
      co_return;
    }
    text_.clear();
    auto sink = [&](Stream, std::string_view bytes) { text_ += bytes; };
    parser_.feed(piece, sink);
    if (last) parser_.flush(sink);
    if (!text_.empty()) co_await socket_.send_binary(text_);
  }

  LogStream s_;
  WebSocket& socket_;
  std::uint64_t at_;
  const std::uint64_t snapshot_;
  MarkParser parser_;
  std::vector<char> buffer_;
  std::string text_;
};

}  // namespace

Task<void> stream_log(LogStream stream, WebSocket& socket) {
  Sender sender(std::move(stream), socket);
  // A failure is kept: thrown, it would leave || waiting for the client to go.
  std::exception_ptr failure;
  auto send_all = [&]() -> Task<void> {
    try {
      co_await sender.run();
    } catch (...) {
      failure = std::current_exception();
    }
  };
  co_await (send_all() || socket.closed());
  if (failure) std::rethrow_exception(failure);
}

}  // namespace toolbox
