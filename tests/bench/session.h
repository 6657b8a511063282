#pragma once

#include <filesystem>
#include <string>

#include "context.h"
#include "daemon.h"
#include "http_client.h"
#include "websocket.h"

namespace toolbox::bench {

// A session of the daemon, deleted with its files at the end. The connection may serve other sessions too.
class Session {
 public:
  Session(const Daemon& daemon, HttpClient& client, const std::string& id);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;
  ~Session();

  // Returns when the command has ended; throws unless it succeeded.
  void execute(const std::string& command);

  // Returns the command's id at once.
  std::string start(const std::string& command);

  WebSocketClient follow(const std::string& command_id) const;

  // Where the daemon keeps the log.
  std::filesystem::path log_file(const Context& context, const std::string& command_id) const;

 private:
  std::uint16_t port_;
  HttpClient& client_;
  std::string id_;
  std::string target_;
};

}  // namespace toolbox::bench
