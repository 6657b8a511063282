#pragma once
#include <memory>

#include "http/websocket.h"
#include "lsp/server.h"

namespace toolbox {

// An editor that is connected, or about to be, and takes one of the places that there are.
struct LspEditor {
  std::shared_ptr<LspProcess> server;  // its own; null before the connection is there
};

// Connects an editor with a server of its own until one of them leaves: each WebSocket message is one of the
// protocol's. Whatever they say to each other is their business.
Task<void> connect_editor(const LspServices& services, LspProgram program, std::shared_ptr<LspEditor> editor,
                          WebSocket& client);

}  // namespace toolbox
