#include "pty/service.h"

#include <algorithm>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <chrono>
#include <exception>
#include <utility>

#include "base/api_error.h"
#include "base/directory.h"
#include "base/limits.h"
#include "base/offload.h"
#include "base/time_format.h"
#include "base/timer.h"
#include "base/utf8.h"
#include "pty/client.h"
#include "pty/exit_status.h"
#include "pty/subprotocols.h"
#include "pty/window_size.h"

namespace toolbox {
namespace {

constexpr auto unknown = "not found: PTY session not found";

// 0 stands for the default, as clients send it that know no absent numbers.
WindowSize size_or_default(std::optional<std::int64_t> cols, std::optional<std::int64_t> rows) {
  const WindowSize standard;
  return checked_size(cols.value_or(0) == 0 ? standard.cols : *cols,
                      rows.value_or(0) == 0 ? standard.rows : *rows);
}

Replay parse_replay(const std::string& name) {
  if (name == "screen") return Replay::screen;
  if (name == "raw") return Replay::raw;
  if (name == "none") return Replay::none;
  throw ApiError::bad_request("bad request: replay must be screen, raw or none");
}

Task<void> kill_all(std::vector<std::shared_ptr<Pty>> ptys) {
  for (const auto& pty : ptys) pty->kill();
  for (const auto& pty : ptys) co_await pty->gone();
}

}  // namespace

Ptys::Entry& Ptys::find(const std::string& id) {
  const auto it = entries_.find(id);
  if (it == entries_.end()) throw ApiError(404, "PROCESS_NOT_FOUND", unknown);
  return it->second;
}

PtySessionInfo Ptys::describe(const std::string& id, const Entry& entry) const {
  const WindowSize size = entry.pty->size();
  return {id,        entry.cwd,        entry.envs,          size.cols,
          size.rows, entry.created_at, entry.pty->active(), entry.lazy_start};
}

// With its entry, and started unless that is for later.
Task<std::shared_ptr<Pty>> Ptys::make(CreatePtyParams params) {
  const std::string id = params.id.value_or("");
  if (id.empty()) throw ApiError::bad_request("bad request: id is required");
  if (!utf8::valid(id)) throw ApiError::bad_request("bad request: id is not valid UTF-8");
  if (id.find('\0') != std::string::npos || params.cwd.value_or("").find('\0') != std::string::npos) {
    throw ApiError::bad_request("bad request: id or cwd contains a NUL character");
  }
  PtyOptions options;
  options.size = size_or_default(params.cols, params.rows);
  options.envs = std::move(params.envs).value_or(Environment::Variables{});
  check_environment(options.envs);
  const std::string cwd = absolute_path(params.cwd.value_or(""), services_.work_dir);
  if (params.cwd && !params.cwd->empty()) {
    options.cwd = cwd;
    auto check = [&cwd] { check_directory(cwd); };
    co_await offload(services_.pool, std::move(check));
  }
  if (entries_.contains(id)) throw ApiError(409, "CONFLICT", "conflict: PTY session already exists");
  if (stopping_) throw ApiError::unavailable("the daemon is stopping");
  if (entries_.size() >= limits::max_ptys) {
    throw ApiError::unavailable("too many PTY sessions: " + std::to_string(limits::max_ptys) +
                                " is the limit, delete some");
  }
  Entry entry;
  entry.number = ++last_number_;
  entry.cwd = cwd;
  entry.envs = options.envs;
  entry.created_at = rfc3339_nano(now());
  entry.lazy_start = params.lazy_start.value_or(false);
  entry.pty = std::make_shared<Pty>(services_, co_await asio::this_coro::executor, std::move(options));
  const auto pty = entry.pty;
  const auto forget = [this, id, number = entry.number] {
    const auto it = entries_.find(id);
    if (it != entries_.end() && it->second.number == number) entries_.erase(it);
  };
  pty->when_ended(forget);
  entries_.emplace(id, std::move(entry));
  if (params.lazy_start.value_or(false)) co_return pty;
  std::exception_ptr failure;
  try {
    co_await pty->start();
  } catch (...) {
    failure = std::current_exception();
  }
  if (failure) {
    forget();
    pty->kill();  // for who has found it meanwhile
    std::rethrow_exception(failure);
  }
  co_return pty;
}

Task<PtyCreated> Ptys::create(CreatePtyParams params) {
  const std::string id = params.id.value_or("");
  co_await make(std::move(params));
  co_return PtyCreated{id};
}

Task<PtyList> Ptys::list() {
  std::vector<std::pair<std::uint64_t, PtySessionInfo>> numbered;
  for (const auto& [id, entry] : entries_) numbered.emplace_back(entry.number, describe(id, entry));
  std::ranges::sort(numbered, {}, [](const auto& item) { return item.first; });
  PtyList list;
  for (auto& [number, info] : numbered) list.sessions.push_back(std::move(info));
  co_return list;
}

Task<PtySessionInfo> Ptys::get(PtyParams params) {
  co_return describe(params.id, find(params.id));
}

Task<PtyDeleted> Ptys::remove(PtyParams params) {
  const auto pty = find(params.id).pty;
  pty->kill();
  co_await pty->gone();
  co_return PtyDeleted{};
}

Task<PtySessionInfo> Ptys::resize(ResizePtyParams params) {
  const WindowSize size = checked_size(params.cols, params.rows);
  const auto it = entries_.find(params.id);
  if (it == entries_.end() || it->second.pty->ending()) {
    throw ApiError(410, "SESSION_ENDED", "gone: the PTY session has ended or never was");
  }
  it->second.pty->resize(size);
  co_return describe(params.id, it->second);
}

Task<Response> Ptys::create_connect(CreateConnectParams params, const Request& request) {
  request.require_websocket();
  CreatePtyParams create{params.id,   params.cwd,  offered_environment(request.subprotocols),
                         params.cols, params.rows, false};
  PtyProtocol protocol;
  protocol.greeting = control_message("connected");
  protocol.replay = Replay::raw;  // all there is
  protocol.tells_exit = offers_exit_control(request.subprotocols);
  const auto pty = co_await make(std::move(create));
  Upgrade upgrade;
  upgrade.subprotocol = exit_control_subprotocol;
  upgrade.serve = [pty, protocol](WebSocket& socket) { return serve_client(pty, socket, protocol); };
  co_return Response::websocket(std::move(upgrade));
}

Task<Response> Ptys::connect(ConnectPtyParams params, const Request& request) {
  request.require_websocket();
  PtyProtocol protocol;
  protocol.greeting = control_message("connected");
  protocol.replay = parse_replay(params.replay.value_or("screen"));
  protocol.tells_exit = offers_exit_control(request.subprotocols);
  Upgrade upgrade;
  upgrade.subprotocol = exit_control_subprotocol;
  const auto it = entries_.find(params.id);
  if (it == entries_.end()) {
    upgrade.serve = [](WebSocket& socket) { return serve_error(socket, unknown); };
  } else {
    upgrade.serve = [pty = it->second.pty, protocol](WebSocket& socket) {
      return serve_client(pty, socket, protocol);
    };
  }
  co_return Response::websocket(std::move(upgrade));
}

Task<void> Ptys::end_all() {
  stopping_ = true;
  std::vector<std::shared_ptr<Pty>> all;
  for (const auto& [id, entry] : entries_) all.push_back(entry.pty);
  co_await end_ptys(std::move(all));
}

Task<void> end_ptys(std::vector<std::shared_ptr<Pty>> ptys) {
  using namespace asio::experimental::awaitable_operators;
  // What the kernel does not let go of must not keep the daemon.
  Timer patience(co_await asio::this_coro::executor, limits::stop_deadline + limits::stop_deadline);
  co_await (kill_all(std::move(ptys)) || patience.async_wait(use_task));
}

}  // namespace toolbox
