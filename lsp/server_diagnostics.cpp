// When a server knows all: the diagnostics of a document, and the files of the project.
#include <algorithm>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <utility>

#include "base/timer.h"
#include "lsp/limits.h"
#include "lsp/parse.h"
#include "lsp/server.h"
#include "lsp/uri.h"

namespace toolbox {
namespace {

using namespace asio::experimental::awaitable_operators;
using Clock = std::chrono::steady_clock;

}  // namespace

ServerNews::Items LanguageServer::known_diagnostics(const std::string& path) const {
  const auto* known = news_.diagnostics(path);
  return known == nullptr ? ServerNews::Items() : known->items;
}

// Servers either answer when asked, or tell by and by; of these only silence says that they are done.
Task<void> LanguageServer::settle(std::string path, Deadline deadline) {
  const auto self = shared_from_this();
  if (has_capability("diagnosticProvider")) {
    LspResult answer = co_await request("", "textDocument/diagnostic",
                                        {{"textDocument", {{"uri", file_uri(path)}}}}, path, deadline);
    if (lsp_parse::optional_text(answer.result, "kind") == "unchanged") co_return;
    ServerNews::Items items;
    if (answer.result.is_object() && answer.result.contains("items"))
      items = {std::make_shared<Json>(std::move(answer.result["items"])), answer.size};
    news_.set_diagnostics(path, std::move(items), ++count_);
    co_return;
  }
  const Use use(*this);
  co_await synchronize({.path = path, .anew = true}, deadline);
  do {
    co_await see_diagnostics(path, deadline);
  } while (!co_await has_nothing_to_say(path, deadline) || !documents_.contains(path));
}

Task<void> LanguageServer::noticed(Deadline deadline) {
  Timer timer(services_.executor);
  while (state_ == State::running) {
    const auto until = std::min(news_.quiet_from(), deadline);
    if (until <= Clock::now()) co_return;
    timer.expires_at(until);
    co_await (ended_.wait() || timer.async_wait(use_task));
  }
  fail_ended();
}

// Returns once there are diagnostics for the document as it is, and nothing has come for a while.
Task<void> LanguageServer::see_diagnostics(std::string path, Deadline deadline) {
  Timer timer(services_.executor);
  const std::uint64_t heard = rpc_->heard();
  while (state_ == State::running) {
    if (!documents_.contains(path))
      co_await synchronize({.path = path}, deadline);  // closed by another request
    const Document& document = documents_.at(path);
    const auto* known = news_.diagnostics(path);
    const bool current = known != nullptr && !news_.at_work() &&
                         (known->version ? *known->version >= document.version : known->came > document.told);
    const auto now = Clock::now();
    const auto quiet = news_.quiet_from() + limits::lsp_settled;
    if (current && now >= quiet) co_return;
    if (now >= deadline) fail_late("has not settled on the diagnostics of " + path, heard);
    timer.expires_at(current ? std::min(deadline, quiet) : deadline);
    co_await (news_.wait() || timer.async_wait(use_task));
  }
  fail_ended();
}

// Whether no news come before the answer to a question: a server that is still at work on what it will tell
// answers afterwards.
Task<bool> LanguageServer::has_nothing_to_say(std::string path, Deadline deadline) {
  if (!has_capability("documentSymbolProvider")) co_return true;
  const auto before = news_.quiet_from();
  try {
    co_await ask("textDocument/documentSymbol", {{"textDocument", {{"uri", file_uri(path)}}}}, deadline);
  } catch (const LspError&) {  // an answer as well
  }
  co_return news_.quiet_from() == before;
}

}  // namespace toolbox
