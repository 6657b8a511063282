#pragma once
#include <boost/asio/ip/tcp.hpp>
#include <boost/intrusive/list.hpp>
#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "base/log.h"
#include "base/pool.h"
#include "base/task.h"
#include "base/tasks.h"
#include "http/access.h"
#include "http/deadlines.h"
#include "http/message.h"
#include "http/request_parser.h"
#include "http/router.h"

namespace toolbox {

using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;

// What all connections share; outlives them.
struct Serving {
  const Router& router;
  const Access& access;
  Deadlines& deadlines;
  Pool& pool;  // for sendfile
  Tasks& tasks;
  Log& log;
  bool stopping = false;          // answer what is under way, then close
  std::size_t body_memory = 0;    // bytes of request bodies held now, of all connections
  std::size_t answer_memory = 0;  // bytes of answers held for clients that have not read them yet

  // After a large answer, whose many small parts leave the heap full of holes. The work is the pool's.
  void give_memory_back();
};

// One client: requests in, responses out, in order. Between requests it holds no buffers. Loop thread only.
class Connection final
    : public Deadlines::Entry,
      public boost::intrusive::list_base_hook<boost::intrusive::tag<class ConnectionList>,
                                              boost::intrusive::link_mode<boost::intrusive::auto_unlink>> {
 public:
  Connection(Socket socket, Serving& serving);
  ~Connection() override;

  // Serves until either side ends it. Never fails: what breaks a connection is its own end only.
  Task<void> serve();

  // Reads one request and answers it with `error`, for a client that there is no room for.
  Task<void> refuse(ApiError error);

  // The daemon stops: closes the connection if it is between two requests or a WebSocket.
  void stop();

 private:
  friend class ConnectionBody;
  enum class Next { keep_alive, close, websocket };

  Task<void> serve_requests();
  Task<bool> wait_for_request();
  Task<Next> one_request();
  Task<bool> read_head(RequestParser& parser);
  Task<Response> answer(Request& request, class ConnectionBody& body);
  Task<Response> run(const Route& route, Request& request);
  Task<Next> upgrade(const Request& request, Response& response, std::chrono::steady_clock::time_point since);
  Task<void> watch_for_disconnect();
  Task<void> read_whole_body(Request& request, class ConnectionBody& body);

  Task<std::size_t> receive(std::span<char> into, Wait kind);
  Task<void> send(std::string_view first, std::string_view second = {}, bool more = false);
  Task<void> send_file(const FileSlice& slice);
  Task<void> send_response(Response& response, const Request& request, int version, bool keep_alive);
  Task<void> send_source(BodySource& source, bool chunked);
  Task<void> until_writable();
  Task<void> linger();

  void expired() override;
  void log_request(const Request& request, int status, std::chrono::steady_clock::time_point since,
                   const std::string& remark = {}) const;

  Socket socket_;
  Serving& serving_;
  std::vector<char> buffer_;  // received and not used yet; empty between requests
  bool idle_ = false;         // nothing would be lost by closing now
  bool expired_ = false;
  bool from_loopback_ = false;
  std::uint64_t sent_ = 0;                             // of the current response's body
  std::unique_ptr<class WebSocketSession> websocket_;  // once it has become one
};

}  // namespace toolbox
