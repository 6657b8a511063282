#pragma once
// Only for websocket_session.cpp: what its Beast stream reads from and writes to.
#include <boost/asio/buffer.hpp>
#include <boost/asio/compose.hpp>
#include <boost/asio/post.hpp>
#include <utility>
#include <vector>

#include "http/liveness.h"

namespace boost::beast {
enum class role_type;
}

namespace toolbox {

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
    return asio::async_compose<Token, void(boost::system::error_code, std::size_t)>(
        [this, buffers, begun = false, early = std::size_t(0)](
            auto& self, boost::system::error_code error = {}, std::size_t n = 0) mutable {
          if (!std::exchange(begun, true)) {
            early = take_early(buffers);
            if (early > 0) return asio::post(get_executor(), std::move(self));
            return socket_.async_read_some(buffers, std::move(self));
          }
          n += early;
          if (n > 0) liveness_.received();
          self.complete(error, n);
        },
        token, socket_);
  }

  template <class Buffers, class Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    return asio::async_compose<Token, void(boost::system::error_code, std::size_t)>(
        [this, buffers, begun = false](auto& self, boost::system::error_code error = {},
                                       std::size_t n = 0) mutable {
          if (!std::exchange(begun, true)) {
            liveness_.write_begins();
            return socket_.async_write_some(buffers, std::move(self));
          }
          liveness_.write_ended(n);
          self.complete(error, n);
        },
        token, socket_);
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
