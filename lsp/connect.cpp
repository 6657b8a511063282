#include "lsp/connect.h"

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <exception>

#include "base/utf8.h"
#include "lsp/limits.h"

namespace toolbox {
namespace {

using namespace asio::experimental::awaitable_operators;

constexpr std::uint16_t internal_error = 1011;

Task<void> to_server(WebSocket& editor, LspProcess& server) {
  while (const auto message = co_await editor.receive()) {
    co_await (server.sendable() || editor.gone());
    server.send(message->data);
  }
}

// Returns when the server has ended, or the editor has, which its messages tell.
Task<void> to_editor(LspProcess& server, WebSocket& editor) {
  try {
    while (auto message = co_await server.next()) {
      if (!utf8::valid(*message)) message = utf8::to_valid(*message);  // or the editor would have to hang up
      co_await editor.send_text(*message);
    }
  } catch (const boost::system::system_error& e) {
    if (e.code() == asio::error::operation_aborted) throw;
  }
}

std::string reason(const LspProgram& program, const LspProcess& server) {
  const std::string words = server.last_words();
  return program.name + " " + server.end_reason() + (words.empty() ? "" : ": " + words);
}

}  // namespace

Task<void> connect_editor(const LspServices& services, LspProgram program, std::shared_ptr<LspEditor> editor,
                          WebSocket& client) {
  std::string refusal;
  try {
    editor->server =
        co_await LspProcess::start(services.launcher, services.tasks, program.argv, program.root);
  } catch (const std::system_error& e) {
    refusal = program.name + " cannot be started: " + e.what();
  }
  if (!editor->server) {
    co_await client.close(internal_error, refusal);
    co_return;
  }
  const auto server = editor->server;
  std::exception_ptr failure;
  try {
    co_await (to_server(client, *server) || to_editor(*server, client));
  } catch (...) {
    failure = std::current_exception();
  }
  if (!failure && server->ended()) co_await client.close(internal_error, reason(program, *server));
  // In the background: the connection need not wait for it.
  services.tasks.spawn("end of an editor's language server",
                       LspProcess::end(server, std::chrono::milliseconds(0)));
  if (failure) std::rethrow_exception(failure);
}

}  // namespace toolbox
