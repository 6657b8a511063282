#include "pty/web_terminal.h"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <chrono>
#include <new>
#include <utility>
#include <vector>

#include "base/api_error.h"
#include "base/limits.h"
#include "base/timer.h"
#include "pty/client.h"
#include "pty/exit_status.h"
#include "pty/service.h"
#include "pty/window_size.h"

namespace toolbox {
namespace {

constexpr auto too_many = "too many web terminals are open";

}  // namespace

bool WebTerminals::full() const {
  return kept_.size() + others_.size() >= limits::max_ptys;
}

Task<Response> WebTerminals::connect(WebTerminalParams params, const Request& request) {
  request.require_websocket();
  if (stopping_) throw ApiError::unavailable("the daemon is stopping");
  const bool there = params.id && kept_.contains(*params.id);
  if (!there && full()) throw ApiError::unavailable(too_many);
  Upgrade upgrade;
  if (!params.id) {
    upgrade.serve = [this](WebSocket& socket) { return serve_old(socket); };
    co_return Response::websocket(std::move(upgrade));
  }
  if (params.id->empty()) throw ApiError::bad_request("bad request: id must not be empty");
  PtyOptions options;
  const bool sized = params.cols || params.rows;
  if (sized) {
    options.size =
        checked_size(params.cols.value_or(options.size.cols), params.rows.value_or(options.size.rows));
  }
  upgrade.serve = [this, id = *params.id, options, sized](WebSocket& socket) {
    return serve_page(id, options, sized, socket);
  };
  co_return Response::websocket(std::move(upgrade));
}

Task<void> WebTerminals::serve_page(std::string id, PtyOptions options, bool sized, WebSocket& socket) {
  const auto it = kept_.find(id);
  const bool resumed = it != kept_.end();
  if (!resumed && full()) {  // others were faster
    co_await serve_error(socket, too_many);
    co_return;
  }
  std::shared_ptr<Pty> pty;
  if (resumed) {
    pty = it->second;
    if (sized && pty->size() != options.size) pty->resize(options.size);
  } else {
    pty = std::make_shared<Pty>(services_, co_await asio::this_coro::executor, std::move(options));
    pty->when_ended([this, id] { kept_.erase(id); });
    kept_.emplace(id, pty);
  }
  // However it ends: a page that is gone may come back, but not for ever.
  struct Leaving {
    ~Leaving() { terminals.left(pty); }
    WebTerminals& terminals;
    const std::shared_ptr<Pty>& pty;
  } const leaving{*this, pty};
  PtyProtocol protocol;
  protocol.greeting = control_message("connected", resumed ? ",\"resumed\":true" : ",\"resumed\":false");
  protocol.replay = resumed ? Replay::screen : Replay::raw;
  protocol.tells_exit = true;
  protocol.takes_resize = true;
  co_await serve_client(pty, socket, std::move(protocol));
}

Task<void> WebTerminals::serve_old(WebSocket& socket) {
  const auto pty = std::make_shared<Pty>(services_, co_await asio::this_coro::executor, PtyOptions{});
  pty->when_ended([this, key = std::weak_ptr<Pty>(pty)] { others_.erase(key.lock()); });
  others_.insert(pty);
  struct Leaving {
    ~Leaving() { pty->kill(); }
    const std::shared_ptr<Pty>& pty;
  } const leaving{pty};
  PtyProtocol protocol;
  protocol.replay = Replay::raw;
  protocol.text = true;
  protocol.takes_resize = true;
  co_await serve_client(pty, socket, std::move(protocol));
}

void WebTerminals::left(const std::shared_ptr<Pty>& pty) {
  if (stopping_ || pty->ended()) return;
  try {
    services_.tasks.spawn("a web terminal without clients", end_if_left(pty));
  } catch (const std::bad_alloc&) {
    pty->kill();  // rather than keep it for ever
  }
}

// Ends the terminal unless a page comes back in time.
Task<void> WebTerminals::end_if_left(std::shared_ptr<Pty> pty) {
  using namespace asio::experimental::awaitable_operators;
  co_await pty->settled();
  if (!pty->started()) {
    pty->kill();  // it could not be
    co_return;
  }
  if (pty->clients() > 0) co_return;
  Timer patience(co_await asio::this_coro::executor, limits::terminal_keep);
  co_await (pty->visited() || patience.async_wait(use_task));
  if (!pty->ended() && pty->clients() == 0) pty->kill();
}

Task<void> WebTerminals::end_all() {
  stopping_ = true;
  std::vector<std::shared_ptr<Pty>> all(others_.begin(), others_.end());
  for (const auto& [id, pty] : kept_) all.push_back(pty);
  co_await end_ptys(std::move(all));
}

}  // namespace toolbox
