#include "http/websocket_session.h"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <exception>
#include <list>
#include <utility>

#include "base/api_error.h"
#include "base/event.h"
#include "base/failure.h"
#include "base/limits.h"
#include "base/time_format.h"
#include "base/utf8.h"
#include "http/handshake.h"
#include "http/memory_share.h"
#include "http/websocket_transport.h"

namespace toolbox {
namespace {

namespace http = boost::beast::http;
namespace websocket = boost::beast::websocket;
using boost::system::error_code;

// A close frame takes 123 bytes of valid UTF-8.
std::string close_text(std::string_view reason) {
  std::string text = utf8::to_valid(reason);
  text.resize(std::min<std::size_t>(text.size(), websocket::reason_string().max_size()));
  text.resize(text.size() - utf8::incomplete_tail(text));
  return text;
}

// One coroutine reads, for the whole time, as pings and closes must not wait for the handler; the other runs
// the handler and then closes.
class Session final : public WebSocketSession, public WebSocket {
 public:
  Session(Socket& socket, Serving& serving, std::vector<char> early, Upgrade upgrade)
      : socket_(socket),
        serving_(serving),
        upgrade_(std::move(upgrade)),
        liveness_(
            socket, serving.deadlines, [this] { ping(); }, [this] { lost(); }),
        stream_(WebSocketTransport(socket, liveness_, std::move(early))),
        changed_(socket.get_executor()) {
    stream_.read_message_max(upgrade_.max_message);
    stream_.auto_fragment(false);
    // A client that has closed need not read to the end of what is being sent, but then it is dropped.
    stream_.control_callback([this](websocket::frame_type type, boost::beast::string_view) {
      if (type == websocket::frame_type::close) liveness_.closing(true);
    });
  }

  Task<void> accept(const Request& request, const Response& response) override;
  Task<bool> run() override;
  void stop() override;

  Task<std::optional<WebSocketMessage>> receive() override;
  Task<void> closed() override;
  Task<void> gone() override;
  Task<void> send_text(std::string_view data) override { return send(true, data); }
  Task<void> send_binary(std::string_view data) override { return send(false, data); }
  Task<void> close(std::uint16_t code, std::string_view reason) override;

 private:
  Task<void> read_messages();
  Task<WebSocketMessage> read_message();
  Task<void> send(bool text, std::string_view data);
  void ping();
  void lost();

  bool queue_full() const {
    return queued_bytes_ >= limits::ws_queue || queue_.size() >= limits::ws_queue_messages;
  }
  void log_end(const std::string& why) const;

  Socket& socket_;
  Serving& serving_;
  Upgrade upgrade_;
  asio::cancellation_signal stop_;  // of the handler
  std::string path_;                // for the log
  Liveness liveness_;
  websocket::stream<WebSocketTransport, false> stream_;
  Event changed_;  // of what follows
  std::list<WebSocketMessage> queue_;
  std::size_t queued_bytes_ = 0;
  bool reading_ = true;
  bool paused_ = false;  // and not reading, as too much waits to be received
  bool discarding_ = false;
  bool closing_ = false;        // by this side
  bool ended_ = false;          // nothing more comes
  error_code end_;              // why
  std::exception_ptr failure_;  // of the handler
};

Task<void> Session::accept(const Request& request, const Response& response) {
  path_ = request.path.substr(0, limits::max_logged_path);
  // Beast wants to check the handshake itself. What it looks at is all here.
  http::request<http::empty_body> handshake(http::verb::get, "/", 11);
  handshake.set(http::field::host, "localhost");
  handshake.set(http::field::connection, "upgrade");
  handshake.set(http::field::upgrade, "websocket");
  handshake.set(http::field::sec_websocket_version, "13");
  const std::string key(request.headers.get("Sec-WebSocket-Key"));
  handshake.set(http::field::sec_websocket_key, key);
  const std::string protocol(choose_subprotocol(request.subprotocols, upgrade_.subprotocol));
  auto decorate = [&](websocket::response_type& answer) {
    for (const auto& [name, value] : response.headers.all()) answer.insert(name, value);
    if (!protocol.empty()) answer.set(http::field::sec_websocket_protocol, protocol);
    answer.set(http::field::date, http_date(std::time(nullptr)));
    answer.set(http::field::server, "toolboxd");  // Beast would name itself
  };
  stream_.set_option(websocket::stream_base::decorator(decorate));
  co_await stream_.async_accept(handshake, use_task);
  stream_.set_option(websocket::stream_base::decorator([](websocket::response_type&) {}));
}

Task<bool> Session::run() {
  liveness_.start();
  serving_.tasks.spawn("websocket reader", read_messages());
  std::exception_ptr cancelled;
  try {
    try {
      if (!serving_.stopping) {
        auto handler = upgrade_.serve(*this);
        co_await asio::co_spawn(socket_.get_executor(), std::move(handler),
                                asio::bind_cancellation_slot(stop_.slot(), use_task));
      }
    } catch (...) {
      failure_ = std::current_exception();
    }
    if (serving_.stopping) {
      co_await close(websocket::close_code::going_away, "going away");
    } else if (failure_ && !ended_ && !closing_ && stream_.is_open()) {
      serving_.log.error("websocket " + path_ + ": " + describe(failure_));
      co_await close(websocket::close_code::internal_error, "internal error");
    } else {
      co_await close(websocket::close_code::normal, "");
    }
  } catch (...) {
    cancelled = std::current_exception();
  }
  liveness_.stop();
  // Neither the reader nor a ping that is on its way may outlive this.
  co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
  error_code ignored;
  if (cancelled) socket_.shutdown(Socket::shutdown_both, ignored);
  socket_.cancel(ignored);
  closing_ = true;
  changed_.notify();
  while (reading_) co_await changed_.wait();
  while (liveness_.writing()) co_await asio::post(socket_.get_executor(), use_task);
  if (cancelled) std::rethrow_exception(cancelled);
  log_end(*liveness_.verdict() != '\0' ? liveness_.verdict() : end_.message());
  co_return end_ == websocket::condition::protocol_violation || end_ == websocket::error::message_too_big;
}

void Session::stop() {
  if (closing_) liveness_.closing(true);
  stop_.emit(asio::cancellation_type::terminal);
}

// Fails only when it is cancelled.
Task<void> Session::read_messages() {
  std::string refusal;
  try {
    while (!closing_) {
      if (!discarding_ && queue_full()) {
        liveness_.reading(false);
        paused_ = true;
        co_await changed_.wait();
        paused_ = false;
        continue;
      }
      liveness_.reading(true);
      WebSocketMessage message = co_await read_message();
      if (discarding_ || closing_) continue;
      queued_bytes_ += message.data.size();
      queue_.push_back(std::move(message));
      changed_.notify();
    }
  } catch (const boost::system::system_error& e) {
    end_ = e.code();
  } catch (const ApiError& e) {  // too much memory would be needed
    refusal = e.what();
  } catch (const std::exception& e) {  // out of memory
    serving_.log.error("websocket " + path_ + ": " + e.what());
  }
  if (!refusal.empty()) co_await close(websocket::close_code::try_again_later, refusal);
  reading_ = false;
  if (!closing_) ended_ = true;  // else the end is that of closing
  changed_.notify();
}

Task<WebSocketMessage> Session::read_message() {
  WebSocketMessage message;
  std::string& data = message.data;
  std::size_t filled = 0;
  std::shared_ptr<MemoryShare> share;
  do {
    // While nothing comes, nothing is allocated; then it grows with what comes, not with what is announced.
    std::size_t room = data.capacity();
    if (filled > 0) {
      room =
          std::min(stream_.read_size_hint(limits::request_buffer), std::max(filled, limits::request_buffer));
    }
    data.resize(filled + room);
    filled += co_await stream_.async_read_some(asio::buffer(data.data() + filled, room), use_task);
    if (filled > limits::max_ws_message) {
      if (!share) share = std::make_shared<MemoryShare>(serving_.body_memory, limits::max_body_memory);
      share->grow_to(filled);
    }
  } while (!stream_.is_message_done());
  data.resize(filled);
  message.text = stream_.got_text();
  message.share = std::move(share);
  co_return message;
}

Task<std::optional<WebSocketMessage>> Session::receive() {
  do {
    // In any case it suspends between being called and taking the message: what took it without that could
    // still lose to another that it runs beside, and its result with it.
    if (queue_.empty() && !ended_) {
      co_await changed_.wait();
    } else {
      co_await asio::post(socket_.get_executor(), use_task);
    }
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none) {
      throw boost::system::system_error(asio::error::operation_aborted);
    }
  } while (queue_.empty() && !ended_);
  if (queue_.empty()) co_return std::nullopt;
  const bool was_full = queue_full();
  WebSocketMessage message = std::move(queue_.front());
  queue_.pop_front();
  queued_bytes_ -= message.data.size();
  if (was_full) changed_.notify();
  co_return message;
}

Task<void> Session::closed() {
  struct Discard {
    explicit Discard(bool& f) : flag(f) { flag = true; }
    ~Discard() { flag = false; }
    bool& flag;
  } discard(discarding_);
  queue_.clear();
  queued_bytes_ = 0;
  changed_.notify();
  while (!ended_) co_await changed_.wait();
}

Task<void> Session::gone() {
  while (!ended_) co_await changed_.wait();
}

Task<void> Session::send(bool text, std::string_view data) {
  error_code error = asio::error::connection_reset;
  if (!ended_ && !closing_ && stream_.is_open()) {
    stream_.text(text);
    co_await stream_.async_write(asio::buffer(data), asio::redirect_error(use_task, error));
  }
  if (!error) co_return;
  const auto state = co_await asio::this_coro::cancellation_state;
  // Beast says "aborted" of a connection that has ended, too, but that is no cancellation.
  const bool cancelled = state.cancelled() != asio::cancellation_type::none;
  if (error == asio::error::operation_aborted && !cancelled) error = asio::error::connection_reset;
  throw boost::system::system_error(error);
}

Task<void> Session::close(std::uint16_t code, std::string_view reason) {
  if (ended_ || closing_) co_return;
  closing_ = true;
  queue_.clear();
  queued_bytes_ = 0;
  changed_.notify();
  liveness_.closing(serving_.stopping);
  websocket::close_reason why(static_cast<websocket::close_code>(code));
  why.reason = close_text(reason);
  error_code ignored;
  co_await stream_.async_close(why, asio::redirect_error(use_task, ignored));
  // Where the stream had broken down, the reader may still wait.
  socket_.cancel(ignored);
  ended_ = true;
  changed_.notify();
}

void Session::ping() {
  // Whether it went out, the reader sees, if it reads.
  stream_.async_ping({}, [this](const error_code& error) {
    if (error) lost();
  });
}

// The client is gone. While nothing is read, nobody else would notice.
void Session::lost() {
  if (!paused_ || ended_) return;
  ended_ = true;
  changed_.notify();
}

void Session::log_end(const std::string& why) const {
  std::string line = "websocket " + path_ + " ended: ";
  line += end_ == websocket::error::closed ? "closed with " + std::to_string(stream_.reason().code) : why;
  if (failure_) line += "; its handler: " + describe(failure_);
  serving_.log.debug(utf8::to_valid(line));
}

}  // namespace

std::unique_ptr<WebSocketSession> WebSocketSession::make(Socket& socket, Serving& serving,
                                                         std::vector<char> early, Upgrade upgrade) {
  return std::make_unique<Session>(socket, serving, std::move(early), std::move(upgrade));
}

}  // namespace toolbox
