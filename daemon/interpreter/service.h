#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/ids.h"
#include "http/message.h"
#include "http/websocket.h"
#include "interpreter/context.h"
#include "interpreter/messages.h"

namespace toolbox {

// The interpreter contexts and their routes. Loop thread only.
class Contexts {
 public:
  Contexts(ContextServices services, Executor executor);

  // Makes the default context, with its worker in the background. Before any request.
  void open();

  Task<InterpreterContext> create(CreateContextParams params);
  Task<ContextList> list();
  Task<ContextDeleted> remove(ContextParams params);
  Task<Response> execute(ConnectInterpreterParams, const Request& request);

  // POST /env has changed the environment.
  void environment_changed();

  // Ends all of them, and takes no more.
  Task<void> end_all();
  bool empty() const { return entries_.empty(); }

 private:
  struct Entry {
    std::shared_ptr<Context> context;
    Language language;
    std::string cwd;
    std::string created_at;
  };

  Task<void> serve(WebSocket& client);
  Task<void> execute_first_message(WebSocket& client, WebSocketMessage message);
  std::shared_ptr<Context> find(const std::string& id) const;
  InterpreterContext describe(const std::string& id, const Entry& entry) const;
  Task<std::string> refusal(std::string name);
  Task<bool> node_takes_typescript();
  Task<void> end(std::shared_ptr<Context> context, std::string id);

  ContextServices services_;
  Executor executor_;
  Uuids ids_;
  std::map<std::string, Entry, std::less<>> entries_;  // the ids are in the order of creation
  std::size_t starting_ = 0;
  std::map<std::string, bool> takes_typescript_;  // PATH → whether the Node on it does
  bool stopping_ = false;
};

}  // namespace toolbox
