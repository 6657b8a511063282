#pragma once

#include <cstdint>
#include <string>

#include "daemon.h"
#include "http_client.h"
#include "websocket.h"

namespace toolbox::bench {

// One execution by the daemon's interpreter. Constructed = connected; nothing has been asked for yet.
class Execution {
 public:
  explicit Execution(std::uint16_t port);

  // In the context with this id; "": the default one.
  void start(const std::string& code, const std::string& context_id = "");

  // Receives up to `completed` and returns what came on stdout; an error of the code throws.
  std::string wait();

  // Waits until the daemon has closed the connection.
  void wait_for_close();

  // Instead of wait(): how many backslashes come until the connection is closed, without looking at messages.
  std::uint64_t count_backslashes();

 private:
  WebSocketClient socket_;
};

// All of it, in the default context.
void run_code(std::uint16_t port, const std::string& code);

// A Python context, deleted at the end. The connection may serve others too.
class InterpreterContext {
 public:
  InterpreterContext(const Daemon& daemon, HttpClient& client);
  InterpreterContext(const InterpreterContext&) = delete;
  InterpreterContext& operator=(const InterpreterContext&) = delete;
  ~InterpreterContext();

  // What the code printed.
  std::string run(const std::string& code) const;

 private:
  std::uint16_t port_;
  HttpClient& client_;
  std::string id_;
};

}  // namespace toolbox::bench
