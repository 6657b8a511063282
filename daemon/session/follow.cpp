#include "session/follow.h"

#include <algorithm>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <string>
#include <string_view>
#include <utility>

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
    if (!s_.follow) return snapshot_;
    if (!s_.active) return snapshot_;
    return ended() ? std::max(s_.active->log_end, snapshot_) : s_.log->size();
  }

  bool done() const {
    if (s_.follow && !ended()) return false;
    return !s_.log || at_ >= available();
  }

  // Reads a large piece at once and sends it as messages.
  Task<void> send_some() {
    const std::uint64_t end = available();
    std::uint64_t next = at_;
    auto work = [&] { return s_.log->read(next, end, limits::transfer_buffer); };
    const std::string piece = co_await offload(s_.pool, std::move(work));
    std::string_view rest = piece;
    // What the end of the piece cuts is read again with the next one.
    if (next < end) rest = rest.substr(0, message_cut(rest));
    at_ = std::max(next - (piece.size() - rest.size()), at_ + 1);  // goes on whatever happens to the file
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
    std::string text;
    auto sink = [&](Stream, std::string_view bytes) { text += bytes; };
    parser_.feed(piece, sink);
    if (last) parser_.flush(sink);
    if (!text.empty()) co_await socket_.send_binary(text);
  }

  LogStream s_;
  WebSocket& socket_;
  std::uint64_t at_;
  const std::uint64_t snapshot_;
  MarkParser parser_;
};

}  // namespace

Task<void> stream_log(LogStream stream, WebSocket& socket) {
  Sender sender(std::move(stream), socket);
  co_await (sender.run() || socket.closed());
}

}  // namespace toolbox
