#include "http/server.h"

#include <fcntl.h>
#include <sys/socket.h>

#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/redirect_error.hpp>
#include <new>
#include <utility>

#include "base/limits.h"

namespace toolbox {
namespace {

bool out_of_resources(int error) {
  return error == EMFILE || error == ENFILE || error == ENOBUFS || error == ENOMEM;
}

// Adds one to a count for as long as it lives, and wakes who waits for it to be 0 again.
template <class Timer>
class Counted {
 public:
  Counted(std::size_t& count, Timer& at_zero) : count_(count), at_zero_(at_zero) { ++count_; }
  ~Counted() {
    if (--count_ == 0) at_zero_.cancel();
  }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;

 private:
  std::size_t& count_;
  Timer& at_zero_;
};

}  // namespace

Server::Server(asio::io_context& loop, const Router& router, const Access& access, Pool& pool, Tasks& tasks,
               Log& log, std::size_t max_connections, Deadlines::Lengths lengths)
    : loop_(loop),
      tasks_(tasks),
      log_(log),
      deadlines_(loop, lengths),
      serving_{router, access, deadlines_, pool, tasks, log},
      max_connections_(max_connections),
      acceptor_(loop.get_executor()),
      none_left_(loop.get_executor()) {}

std::uint16_t Server::listen(const std::string& host, std::uint16_t port) {
  using asio::ip::tcp;
  const auto open = [&](const tcp::endpoint& endpoint) {
    protocol_ = endpoint.protocol();
    acceptor_.open(protocol_);
    ::fcntl(acceptor_.native_handle(), F_SETFD, FD_CLOEXEC);
    acceptor_.native_non_blocking(true);
    acceptor_.set_option(tcp::acceptor::reuse_address(true));
    if (host.empty() && endpoint.protocol() == tcp::v6()) acceptor_.set_option(asio::ip::v6_only(false));
    acceptor_.bind(endpoint);
    acceptor_.listen(asio::socket_base::max_listen_connections);
  };
  if (!host.empty()) {
    open({asio::ip::make_address(host), port});
  } else {
    try {
      open({tcp::v6(), port});
    } catch (const boost::system::system_error& e) {
      if (e.code() != asio::error::address_family_not_supported) throw;
      acceptor_ = Acceptor(loop_.get_executor());  // a system without IPv6
      open({tcp::v4(), port});
    }
  }
  return acceptor_.local_endpoint().port();
}

void Server::start() {
  tasks_.spawn("accept", accept());
}

void Server::stop() {
  serving_.stopping = true;
  boost::system::error_code ignored;
  acceptor_.close(ignored);
  for (auto& connection : connections_) connection.stop();
}

Task<void> Server::drained(std::chrono::milliseconds deadline) {
  none_left_.expires_after(deadline);
  boost::system::error_code woken;  // aborted means: look again
  while (count_ > 0 && std::chrono::steady_clock::now() < none_left_.expiry()) {
    co_await none_left_.async_wait(asio::redirect_error(use_task, woken));
  }
}

Task<void> Server::accept() {
  while (acceptor_.is_open()) {
    boost::system::error_code stopped;
    co_await acceptor_.async_wait(Acceptor::wait_read, asio::redirect_error(use_task, stopped));
    if (stopped) co_return;
    // Not Asio's accept, which leaves the socket open in children.
    UniqueFd fd(::accept4(acceptor_.native_handle(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    const bool exhausted = fd ? !admit(std::move(fd)) : out_of_resources(errno);
    if (exhausted) {
      // The waiting connection stays ready, so trying at once would spin. Nothing tells when descriptors
      // are free again: others in the system may hold them.
      log_.warn("cannot accept connections: out of descriptors or memory");
      Timer pause(loop_.get_executor(), limits::accept_pause);
      co_await pause.async_wait(use_task);
    }
  }
}

bool Server::admit(UniqueFd fd) {
  try {
    Socket socket(loop_.get_executor());
    boost::system::error_code error;
    socket.assign(protocol_, fd.get(), error);  // fails when epoll takes no more
    if (error) return false;
    static_cast<void>(fd.release());
    if (count_ < max_connections_) {
      tasks_.spawn("connection", serve(std::move(socket)));
    } else if (refusals_ < limits::max_refusals) {
      tasks_.spawn("refusal", refuse(std::move(socket)));
    }
    return true;
  } catch (const std::bad_alloc&) {
    return false;
  }
}

Task<void> Server::serve(Socket socket) {
  const Counted counted(count_, none_left_);
  Connection connection(std::move(socket), serving_);
  connections_.push_back(connection);
  co_await connection.serve();
  Deadlines::disarm(connection);
  serving_.deadlines.rest_if_unused();
}

Task<void> Server::refuse(Socket socket) {
  const Counted counted(refusals_, none_left_);
  Connection connection(std::move(socket), serving_);
  co_await connection.refuse(ApiError::unavailable("too many connections"));
}

}  // namespace toolbox
