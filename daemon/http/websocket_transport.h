#pragma once
// Only for websocket_session.cpp: what its Beast stream reads from and writes to.
#include <boost/asio/associator.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/post.hpp>
#include <utility>
#include <vector>

#include "http/liveness.h"

namespace boost::beast {
enum class role_type;
}

namespace toolbox {

// A handler that first tells `liveness`. Executor, allocator and cancellation are its handler's.
template <class Handler, void (Liveness::*note)(std::size_t)>
struct Noted {
  Noted(Handler h, Liveness& l) : handler(std::move(h)), liveness(l) {}
  void operator()(const boost::system::error_code& error, std::size_t n) {
    (liveness.*note)(n);
    std::move(handler)(error, n);
  }
  Handler handler;
  Liveness& liveness;
};

// The connection's socket, after the bytes that came right behind the handshake. Tells `liveness` what moves.
// Asio's and Beast's AsyncReadStream and AsyncWriteStream.
class WebSocketTransport {
 public:
  using executor_type = Executor;

  WebSocketTransport(Socket& socket, Liveness& liveness, std::vector<char> early)
      : socket_(socket), liveness_(liveness), early_(std::move(early)) {}

  executor_type get_executor() { return socket_.get_executor(); }

  template <class Buffers, class Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    return asio::async_initiate<Token, Signature>(
        [this](auto handler, const Buffers& into) {
          Noted<decltype(handler), &Liveness::received> noted(std::move(handler), liveness_);
          if (const std::size_t n = take_early(into); n > 0) {
            auto early = [h = std::move(noted), n]() mutable { h(boost::system::error_code(), n); };
            return asio::post(get_executor(), std::move(early));
          }
          socket_.async_read_some(into, std::move(noted));
        },
        token, buffers);
  }

  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    return asio::async_initiate<Token, Signature>(
        [this](auto handler, const Buffers& from) {
          liveness_.write_begins();
          Noted<decltype(handler), &Liveness::write_ended> noted(std::move(handler), liveness_);
          socket_.async_write_some(from, std::move(noted));
        },
        token, buffers);
  }

  // Beast's customization points. How the TCP connection ends is the session's and the connection's matter.
  template <class Handler>
  friend void async_teardown(boost::beast::role_type, WebSocketTransport& transport, Handler&& handler) {
    asio::post(transport.get_executor(),
               [h = std::forward<Handler>(handler)]() mutable { h(boost::system::error_code()); });
  }
  friend void beast_close_socket(WebSocketTransport& transport) {
    boost::system::error_code ignored;
    transport.socket_.cancel(ignored);
  }

 private:
  using Signature = void(boost::system::error_code, std::size_t);

  template <class Buffers>
  std::size_t take_early(const Buffers& buffers) {
    if (early_.empty()) return 0;
    const std::size_t n = asio::buffer_copy(buffers, asio::buffer(early_));
    early_.erase(early_.begin(), early_.begin() + static_cast<std::ptrdiff_t>(n));
    if (early_.empty()) std::vector<char>().swap(early_);
    return n;
  }

  Socket& socket_;
  Liveness& liveness_;
  std::vector<char> early_;
};

}  // namespace toolbox

template <template <class, class> class Associator, class Handler, auto note, class Default>
struct boost::asio::associator<Associator, toolbox::Noted<Handler, note>, Default>
    : Associator<Handler, Default> {
  static auto get(const toolbox::Noted<Handler, note>& noted) noexcept {
    return Associator<Handler, Default>::get(noted.handler);
  }
  static auto get(const toolbox::Noted<Handler, note>& noted, const Default& fallback) noexcept {
    return Associator<Handler, Default>::get(noted.handler, fallback);
  }
};
