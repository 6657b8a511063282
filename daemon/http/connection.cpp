#include "http/connection.h"

#include <malloc.h>
#include <sys/socket.h>

#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/redirect_error.hpp>
#include <cstdio>
#include <limits>
#include <new>
#include <utility>

#include "base/limits.h"
#include "base/utf8.h"
#include "http/connection_body.h"
#include "http/error_response.h"
#include "http/handshake.h"
#include "http/memory_share.h"
#include "http/url.h"
#include "http/websocket_session.h"

namespace toolbox {

namespace {

using namespace asio::experimental::awaitable_operators;

constexpr int client_gone = 499;  // for the log only, as nginx has it

// A version that is being developed counts as the newest.
std::optional<Semver> sdk_version(std::string_view text) {
  if (text.find("dev") != std::string_view::npos)
    return Semver{std::numeric_limits<unsigned long>::max(), 0, 0, {}};
  return Semver::parse(text);
}

// A browser can't add headers to a WebSocket's handshake, only subprotocols.
Client client_of(const Headers& headers, const std::vector<std::string>& subprotocols) {
  std::string_view version = headers.get("X-Daytona-SDK-Version");
  if (version.empty()) version = subprotocol_version(subprotocols);
  return {std::string(headers.get("X-Daytona-Source")), sdk_version(version)};
}

// The path and query of a request target, which may be in absolute form.
void split_target(std::string_view target, Request& request) {
  if (!target.starts_with('/') && target != "*") {
    const auto scheme = target.find("://");
    if (scheme == std::string_view::npos)
      throw ApiError::bad_request("bad request: the target must begin with /");
    target.remove_prefix(std::min(target.find_first_of("/?", scheme + 3), target.size()));
  }
  target = target.substr(0, target.find('#'));
  const std::size_t question = std::min(target.find('?'), target.size());
  std::string_view path = target.substr(0, question);
  while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
  request.path = path.empty() ? "/" : path;
  auto query = parse_query(target.substr(std::min(question + 1, target.size())));
  if (!query) throw ApiError::bad_request("bad request: the query has a broken percent escape");
  request.query = std::move(*query);
}

void check_head(const RequestParser::Head& head) {
  const auto hosts = head.headers.count("Host");
  if (hosts > 1 || (hosts == 0 && head.version == 11)) {
    throw ApiError::bad_request("bad request: exactly one Host header is needed");
  }
  if (head.headers.has("Expect") && !same_name(head.headers.get("Expect"), "100-continue")) {
    throw ApiError(417, "BAD_REQUEST", "bad request: the only expectation met is 100-continue");
  }
}

}  // namespace

void Serving::give_memory_back() {
  struct Trim final : PoolJob {
    void run() noexcept override { ::malloc_trim(0); }
  };
  pool.post(std::make_unique<Trim>());
}

Connection::Connection(Socket socket, Serving& serving) : socket_(std::move(socket)), serving_(serving) {
  boost::system::error_code ignored;
  socket_.set_option(asio::ip::tcp::no_delay(true), ignored);
  socket_.non_blocking(true, ignored);
  auto address = socket_.remote_endpoint(ignored).address();
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
  }
  from_loopback_ = address.is_loopback();
}

Connection::~Connection() = default;

void Connection::expired() {
  expired_ = true;
  boost::system::error_code ignored;
  socket_.cancel(ignored);
}

void Connection::stop() {
  boost::system::error_code ignored;
  if (idle_) socket_.cancel(ignored);
  if (websocket_) websocket_->stop();
}

Task<void> Connection::serve() {
  try {
    co_await serve_requests();
  } catch (const boost::system::system_error& e) {
    if (e.code() == asio::error::operation_aborted && !expired_) throw;
    serving_.log.debug(std::string("connection ended: ") + e.what());
  } catch (const ApiError& e) {
    // The rest of a body that nobody wanted did not come. The answer is out.
    serving_.log.debug(std::string("connection ended: ") + e.what());
  }
}

Task<void> Connection::serve_requests() {
  while (!serving_.stopping) {
    if (buffer_.empty() && !co_await wait_for_request()) co_return;
    const Next next = co_await one_request();
    if (next == Next::close) co_return;
    if (next == Next::websocket) {
      const bool unread = co_await websocket_->run();
      websocket_.reset();
      if (unread) co_await linger();
      co_return;
    }
  }
}

// Holds nothing but the socket while it waits.
Task<bool> Connection::wait_for_request() {
  std::vector<char>().swap(buffer_);
  serving_.deadlines.arm(*this, Wait::idle);
  idle_ = true;
  boost::system::error_code error;
  co_await socket_.async_wait(Socket::wait_read, asio::redirect_error(use_task, error));
  idle_ = false;
  Deadlines::disarm(*this);
  co_return !error;
}

// False when the client left, or was silent too long, before it had sent anything of a request.
Task<bool> Connection::read_head(RequestParser& parser) {
  serving_.deadlines.arm(*this, Wait::header);
  std::size_t filled = buffer_.size();
  for (;;) {
    // Empty lines before a request are allowed (RFC 9112 2.2).
    std::size_t blank = 0;
    while (blank < filled && (buffer_[blank] == '\r' || buffer_[blank] == '\n')) ++blank;
    if (parser.head().method.empty() && blank > 0) {
      buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(blank));
      filled -= blank;
    }
    std::size_t used = 0;
    if (filled > 0 && parser.parse_head({buffer_.data(), filled}, used)) {
      buffer_.resize(filled);
      buffer_.erase(buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(used));
      co_return true;
    }
    buffer_.resize(std::max(limits::request_buffer, filled * 2));
    boost::system::error_code error;
    idle_ = true;  // half a head is no request
    const std::size_t n =
        co_await socket_.async_read_some(asio::buffer(buffer_.data() + filled, buffer_.size() - filled),
                                         asio::redirect_error(use_task, error));
    idle_ = false;
    if (error && filled > 0 && std::exchange(expired_, false)) {
      throw ApiError(408, "REQUEST_TIMEOUT",
                     "request timeout: the request head did not arrive in 10 seconds");
    }
    if (error) co_return false;
    filled += n;
  }
}

Task<Connection::Next> Connection::one_request() {
  const auto since = std::chrono::steady_clock::now();
  RequestParser parser;
  Request request;
  request.from_loopback = from_loopback_;
  std::optional<ConnectionBody> body;
  Response response;
  bool broken = false;  // where the next request begins can't be told
  try {
    if (!co_await read_head(parser)) co_return Next::close;
    Deadlines::disarm(*this);
    request.method = parser.head().method;
    request.subprotocols = offered_subprotocols(parser.head().headers);
    request.client = client_of(parser.head().headers, request.subprotocols);
    split_target(parser.head().target, request);
    check_head(parser.head());
    request.wants_websocket = asks_for_websocket(parser.head());
    body.emplace(*this, parser);
    request.headers = std::move(parser.head().headers);
  } catch (const ApiError& e) {
    response = error_response(e, request);
    broken = true;
  }
  sent_ = 0;
  try {
    if (!broken) response = co_await answer(request, *body);
  } catch (const boost::system::system_error&) {
    log_request(request, client_gone, since);
    throw;
  }
  if (response.upgrade) co_return co_await upgrade(request, response, since);
  MemoryShare share(serving_.answer_memory, limits::max_answer_memory);
  try {
    share.grow_to(response.body.size());
  } catch (const ApiError& e) {
    response = error_response(e, request);
  }
  const bool whole = !broken && body->drainable();
  const bool sized = response.length || !response.source || parser.head().version == 11;
  const bool keep_alive = whole && sized && parser.head().keep_alive && !serving_.stopping;
  try {
    co_await send_response(response, request, parser.head().version, keep_alive);
  } catch (const std::exception& e) {
    // The client sees that the answer is not whole; what went wrong only the log can tell.
    log_request(request, response.status, since, std::string(" broken off: ") + e.what());
    co_return Next::close;
  }
  log_request(request, response.status, since);
  if (response.body.size() > limits::large_answer) {
    std::string().swap(response.body);
    serving_.give_memory_back();
  }
  if (keep_alive) {
    co_await body->drain();
    co_return Next::keep_alive;
  }
  if (broken || !body->done() || !buffer_.empty()) co_await linger();
  co_return Next::close;
}

// Throws system_error when the client is gone; whatever else happens is a response.
Task<Response> Connection::answer(Request& request, ConnectionBody& body) {
  const Route* route = nullptr;
  std::string allow;
  try {
    serving_.access.check(request);
    route = &serving_.router.find(request.method, request.path, request.path_params, allow);
    if (!route->streams_body) co_await read_whole_body(request, body);
  } catch (const ApiError& e) {
    Response response = error_response(e, request);
    if (e.status == 405) response.headers.add("Allow", allow);
    co_return response;
  } catch (const std::bad_alloc&) {
    co_return error_response(ApiError::unavailable("out of memory"), request);
  }
  if (route->streams_body) {
    request.reader = &body;
    co_return co_await run(*route, request);
  }
  auto first = co_await (run(*route, request) || watch_for_disconnect());
  if (first.index() == 1) throw boost::system::system_error(asio::error::connection_reset);
  co_return std::move(std::get<0>(first));
}

// A handler whose failure is an answer, so that it always comes to a result unless it is cancelled.
Task<Response> Connection::run(const Route& route, Request& request) {
  try {
    Response response = co_await route.handler(request);
    if (response.upgrade) request.require_websocket();
    co_return response;
  } catch (...) {
    co_return error_response(request);
  }
}

Task<Connection::Next> Connection::upgrade(const Request& request, Response& response,
                                           std::chrono::steady_clock::time_point since) {
  std::vector<char> early(buffer_.begin(), buffer_.end());
  std::vector<char>().swap(buffer_);
  auto session = WebSocketSession::make(socket_, serving_, std::move(early), std::move(*response.upgrade));
  try {
    co_await session->accept(request, response);
  } catch (const boost::system::system_error&) {
    log_request(request, client_gone, since);
    throw;
  }
  log_request(request, response.status, since);
  websocket_ = std::move(session);
  co_return Next::websocket;
}

// Returns when the client is gone. What it sends meanwhile (a next request) is kept, up to a bound.
Task<void> Connection::watch_for_disconnect() {
  for (;;) {
    if (buffer_.size() >= limits::max_header) {
      co_await socket_.async_wait(Socket::wait_error, use_task);
      co_return;
    }
    co_await socket_.async_wait(Socket::wait_read, use_task);
    const std::size_t had = buffer_.size();
    buffer_.resize(had + limits::request_buffer);
    const ssize_t n =
        ::recv(socket_.native_handle(), buffer_.data() + had, limits::request_buffer, MSG_DONTWAIT);
    buffer_.resize(had + static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
    if (n == 0 || (n < 0 && errno != EAGAIN && errno != EINTR)) co_return;
  }
}

Task<void> Connection::read_whole_body(Request& request, ConnectionBody& body) {
  const auto too_large = [] {
    return ApiError(413, "PAYLOAD_TOO_LARGE", "the request body is larger than 16 MiB");
  };
  if (body.remaining().value_or(0) > limits::max_json_body) throw too_large();
  if (body.done()) co_return;
  auto memory = std::make_shared<MemoryShare>(serving_.body_memory, limits::max_body_memory);
  request.body_share = memory;
  std::size_t filled = 0;
  while (!body.done()) {
    // Grows with what arrives, not with what is announced. A chunk's head must fit in what is free.
    if (request.body.size() - filled < limits::request_buffer) {
      memory->grow_to(std::max(filled * 2, 2 * limits::request_buffer));
      request.body.resize(std::max(filled * 2, 2 * limits::request_buffer));
    }
    filled += co_await body.read_some({request.body.data() + filled, request.body.size() - filled});
    if (filled > limits::max_json_body) throw too_large();
  }
  request.body.resize(filled);
}

Task<std::size_t> Connection::receive(std::span<char> into, Wait kind) {
  serving_.deadlines.arm(*this, kind);
  boost::system::error_code error;
  const std::size_t n = co_await socket_.async_read_some(asio::buffer(into.data(), into.size()),
                                                         asio::redirect_error(use_task, error));
  Deadlines::disarm(*this);
  if (error && std::exchange(expired_, false)) {
    throw ApiError(408, "REQUEST_TIMEOUT", "request timeout: nothing more of the request body arrived");
  }
  if (error == asio::error::eof) {
    throw ApiError::bad_request("bad request: the request body ended before its end was due");
  }
  if (error) throw boost::system::system_error(error);
  co_return n;
}

Task<void> Connection::refuse(ApiError error) {
  RequestParser parser;
  Request request;
  try {
    if (!co_await read_head(parser)) co_return;
    request.method = parser.head().method;
    split_target(parser.head().target, request);
  } catch (const ApiError&) {
    // Whatever it asked, the answer is the same.
  }
  Response response = error_response(error, request);
  co_await send_response(response, request, 11, false);
  co_await linger();
}

// After a response that leaves part of the request unread: closing right away would reset the connection, and
// the client would lose the response while it still sends. So what comes is read away first.
Task<void> Connection::linger() {
  boost::system::error_code error;
  socket_.shutdown(Socket::shutdown_send, error);
  serving_.deadlines.arm(*this, Wait::drain);
  idle_ = true;
  std::vector<char> waste(limits::request_buffer);
  while (!error) {
    co_await socket_.async_read_some(asio::buffer(waste), asio::redirect_error(use_task, error));
  }
  Deadlines::disarm(*this);
}

void Connection::log_request(const Request& request, int status, std::chrono::steady_clock::time_point since,
                             const std::string& remark) const {
  const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - since;
  std::array<char, 96> tail{};
  std::snprintf(tail.data(), tail.size(), " %d %.2fms %lluB", status, took.count(),
                static_cast<unsigned long long>(sent_));
  serving_.log.info(utf8::to_valid(request.method + " " + request.path.substr(0, limits::max_logged_path)) +
                    tail.data() + remark);
}

}  // namespace toolbox
