#pragma once
#include <map>
#include <memory>
#include <set>
#include <string>

#include "http/message.h"
#include "pty/messages.h"
#include "pty/pty.h"

namespace toolbox {

// What the web terminal's page talks to: a shell for each page, which waits for it to come back. Loop thread
// only.
class WebTerminals {
 public:
  explicit WebTerminals(PtyServices& services) : services_(services) {}

  // With an id: the page's protocol, which is that of the API's terminals and resizes by messages. Without:
  // the old one, whose shell ends with its client.
  Task<Response> connect(WebTerminalParams params, const Request& request);

  // Ends all of them, and takes no more.
  Task<void> end_all();
  bool empty() const { return kept_.empty() && others_.empty(); }

 private:
  Task<void> serve_page(std::string id, PtyOptions options, bool sized, WebSocket& socket);
  Task<void> serve_old(WebSocket& socket);
  bool full() const;
  void left(const std::shared_ptr<Pty>& pty);
  Task<void> end_if_left(std::shared_ptr<Pty> pty);

  PtyServices& services_;
  std::map<std::string, std::shared_ptr<Pty>, std::less<>> kept_;  // by the page's id
  std::set<std::shared_ptr<Pty>> others_;                          // of old clients
  bool stopping_ = false;
};

}  // namespace toolbox
