#pragma once
#include <boost/asio/ip/tcp.hpp>
#include <string>
#include <vector>

#include "base/config.h"
#include "base/tasks.h"
#include "base/timer.h"
#include "base/unique_fd.h"
#include "http/connection.h"

namespace toolbox {

// Accepts connections and serves them. Loop thread only.
class Server {
 public:
  Server(asio::io_context& loop, const Router& router, const Access& access, Pool& pool, Tasks& tasks,
         Log& log, std::size_t max_connections, Deadlines::Lengths lengths = Deadlines::limit_of);

  // Opens the port on `host` (empty: all addresses). Returns the port. Throws system_error.
  std::uint16_t listen(const std::string& host, std::uint16_t port);

  // Starts accepting.
  void start();

  // Stops accepting and closes what is between two requests, and WebSockets with 1001; requests under way are
  // answered.
  void stop();

  // Waits until the last connection has ended, at most `deadline`.
  Task<void> drained(std::chrono::milliseconds deadline);

 private:
  using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;
  using ConnectionTag = boost::intrusive::tag<class ConnectionList>;
  using List =
      boost::intrusive::list<Connection,
                             boost::intrusive::base_hook<boost::intrusive::list_base_hook<
                                 ConnectionTag, boost::intrusive::link_mode<boost::intrusive::auto_unlink>>>,
                             boost::intrusive::constant_time_size<false>>;

  Task<void> accept();
  // False when the system has no room for it; the connection is closed then.
  bool admit(UniqueFd fd);
  Task<void> serve(Socket socket);
  Task<void> refuse(Socket socket);

  asio::io_context& loop_;
  Tasks& tasks_;
  Log& log_;
  Deadlines deadlines_;
  Serving serving_;
  const std::size_t max_connections_;
  asio::ip::tcp protocol_ = asio::ip::tcp::v6();
  Acceptor acceptor_;
  List connections_;
  std::size_t count_ = 0;
  std::size_t refusals_ = 0;
  Timer none_left_;
};

}  // namespace toolbox
