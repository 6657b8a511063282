#pragma once
// A server with one route, /socket, on a thread of its own.
#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
#include <functional>
#include <future>
#include <optional>
#include <string>
#include <thread>
#include <utility>

#include "http/server.h"
#include "websocket_client.h"

namespace toolbox {

using namespace asio::experimental::awaitable_operators;

struct AnyQuery : FromQuery {};
template <class V>
void fields(V&, AnyQuery&) {}

// Nothing that a deadline is about happens unless a test chooses other lengths.
inline Deadlines::Clock::duration never(Wait) {
  return std::chrono::hours(1);
}

class WebSocketTest : public testing::Test {
 protected:
  using Handler = std::function<Task<Response>(const Request&)>;
  using Serve = std::function<Task<void>(WebSocket&)>;

  ~WebSocketTest() override { stop(); }

  // Answers /socket with a WebSocket that runs `serve`.
  void start(Serve serve, Deadlines::Lengths lengths = never) {
    serve_ = std::move(serve);
    handler_ = [this](const Request& request) { return upgrade(request); };
    start_server(lengths);
  }
  void start_handler(Handler handler) {
    handler_ = std::move(handler);
    start_server(never);
  }

  // What the daemon does when it stops. True when all has ended in time.
  bool stop() {
    if (!thread_.joinable()) return true;
    bool drained = false;
    asio::post(loop_, [this, &drained] {
      asio::co_spawn(loop_, shut_down(drained), [](std::exception_ptr error) { EXPECT_FALSE(error); });
    });
    thread_.join();
    return drained;
  }

  // Runs `work` on the loop's thread and waits for it.
  void on_loop(const std::function<void()>& work) {
    std::promise<void> done;
    asio::post(loop_, [&] {
      work();
      done.set_value();
    });
    done.get_future().wait();
  }

  std::uint16_t port() const { return port_; }

  asio::io_context loop_{1};
  std::optional<Server> server_;
  std::size_t max_message_ = limits::max_ws_message;
  std::string subprotocol_;

 private:
  struct Service {
    Handler& handler;
    Task<Response> socket(AnyQuery, const Request& request) { return handler(request); }
    Task<Response> plain(AnyQuery) { co_return Response::json(200, "{}"); }
  };

  Task<Response> upgrade(const Request&) {
    Upgrade upgrade;
    upgrade.serve = serve_;
    upgrade.max_message = max_message_;
    upgrade.subprotocol = subprotocol_;
    Response response = Response::websocket(std::move(upgrade));
    response.headers.add("X-Log-Offset", "17");
    co_return response;
  }

  void start_server(Deadlines::Lengths lengths) {
    router_.get("/socket", service_, &Service::socket);
    router_.get("/plain", service_, &Service::plain);
    server_.emplace(loop_, router_, access_, pool_, tasks_, log_, 100, lengths);
    port_ = server_->listen("127.0.0.1", 0);
    server_->start();
    thread_ = std::thread([this] { loop_.run(); });
  }

  Task<void> shut_down(bool& drained) {
    server_->stop();
    co_await server_->drained(std::chrono::seconds(60));
    tasks_.cancel_all();
    drained = co_await tasks_.drained(std::chrono::seconds(60));
    loop_.stop();
  }

  asio::executor_work_guard<Executor> work_{loop_.get_executor()};
  Log log_{LogConfig{"error", "", 1, 1, 1, false}};
  Pool pool_{"test", 1};
  Tasks tasks_{loop_, log_};
  Handler handler_;
  Serve serve_;
  Service service_{handler_};
  Router router_{pool_};
  const Access access_{"", "box"};
  std::uint16_t port_ = 0;
  std::thread thread_;
};

}  // namespace toolbox
