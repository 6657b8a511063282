#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "base/api_error.h"
#include "base/codec.h"
#include "base/pool.h"
#include "base/task.h"
#include "lsp/process.h"

namespace toolbox {

// A server's own error in answer to a request.
struct LspError : ApiError {
  LspError(std::int64_t error_number, const std::string& message)
      : ApiError(500, "INTERNAL_SERVER_ERROR", message), number(error_number) {}
  std::int64_t number;  // the protocol's
};

// When a question was sent.
struct LspMoment {
  std::uint64_t count = 0;  // of all that had happened, for LanguageServer::known_since()
  std::int64_t at = 0;      // on file_clock()
};

// A server's answer.
struct LspResult {
  Json result;
  std::size_t size = 0;  // of the text that it came as
  LspMoment asked;
};

// What a server says without having been asked. Json::exception means that it is not as the protocol has it.
class RpcListener {
 public:
  // The answer: an object with "result" or "error". Further messages wait for it.
  virtual Task<Json> on_request(std::string method, Json params) = 0;
  // size: of the text that it came as.
  virtual void on_notification(const std::string& method, Json params, std::size_t size) = 0;

 protected:
  ~RpcListener() = default;
};

// JSON-RPC with a language server: requests and their ids, each answered once, and what it asks and tells.
// Loop thread only.
class Rpc {
 public:
  using Deadline = std::chrono::steady_clock::time_point;

  // name: the program's, for messages. The listener outlives this.
  Rpc(std::shared_ptr<LspProcess> process, RpcListener& listener, Pool& pool, std::string name);

  // Takes what the server sends until its end.
  Task<void> listen();

  // Sends a request and waits for the answer; nothing when it has not come in time or the server has ended.
  // Throws LspError, ApiError 502 for an answer that is too large. A request that is given up, be it by
  // cancellation, is cancelled.
  Task<std::optional<LspResult>> ask(std::string method, Json params, Deadline deadline);

  // Tells the server something; params: null for none.
  void notify(const char* method, Json params);

  // The server is gone: what is waited for comes to nothing.
  void end();

  // Messages so far.
  std::uint64_t heard() const { return heard_; }

 private:
  struct Pending;

  void send(Json message);
  Task<void> handle(std::string text);
  Task<void> handle_unusable(std::string text, std::string fault);
  void handle_response(Json& message, std::size_t size);
  Task<void> handle_request(Json& message);
  void handle_notification(Json& message, std::size_t size);
  Pending* pending(const Json& id);

  const std::shared_ptr<LspProcess> process_;
  RpcListener& listener_;
  Pool& pool_;
  const std::string name_;
  bool ended_ = false;
  std::uint64_t heard_ = 0;
  std::int64_t last_id_ = 0;
  std::map<std::int64_t, Pending*> pending_;
};

}  // namespace toolbox
