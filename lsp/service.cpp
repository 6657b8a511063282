#include "lsp/service.h"

#include <algorithm>
#include <utility>

#include "base/api_error.h"
#include "base/directory.h"
#include "base/offload.h"
#include "lsp/connect.h"
#include "lsp/limits.h"
#include "lsp/parse.h"

namespace toolbox {
namespace {

constexpr std::uint16_t going_away = 1001;
constexpr auto not_initialized = "LSP_SERVER_NOT_INITIALIZED";

const ServerLanguage& language_of(const std::string& id) {
  if (const auto* language = server_language(id)) return *language;
  std::string list;
  for (const auto& name : supported_languages()) list += (list.empty() ? "" : ", ") + name;
  throw ApiError::bad_request("bad request: unsupported languageId " + lsp_parse::shortened(id) +
                              ": supported are " + list);
}

std::string name_of(const LspServerParams& params) {
  return "the " + params.language_id + " language server of " + params.path_to_project;
}

// Blocking. Throws ApiError 400 when there is no such project, or not any more.
void check_project(const LspTarget& target) {
  check_directory(target.root, "pathToProject");
}

Response done() {
  return {};
}

}  // namespace

// Starting and stopping

Task<LspTarget> LanguageServers::target_of(const LspServerParams& params, const std::string& uri) {
  language_of(params.language_id);
  auto look = [&] { return find_target(params.path_to_project, uri, services_.work_dir); };
  co_return co_await offload(services_.pool, look);
}

Task<LspProgram> LanguageServers::find_program(const ServerLanguage& language, const LspTarget& target) {
  auto look = [&, environment = services_.launcher.environment().with({})] {
    check_project(target);
    return find_language_program(language, target.root, services_.path, environment);
  };
  LspProgram program;
  program.argv = co_await offload(services_.pool, std::move(look));
  program.name = program.argv.front().substr(program.argv.front().rfind('/') + 1);
  program.language = language.id;
  program.root = target.root;
  program.line_ends = language.line_ends;
  co_return program;
}

Task<Response> LanguageServers::start(LspServerParams params) {
  const ServerLanguage& language = language_of(params.language_id);
  LspTarget target = co_await target_of(params, "");
  const std::string key = params.language_id + " " + target.key;
  auto entry = entry_of(params.language_id, target);
  if (!entry || (!entry->starting && !entry->server->running())) {
    if (stopping_) throw ApiError::unavailable("the daemon is stopping");
    check_room();
    entry = std::make_shared<Entry>(services_.executor, params.language_id, target.root);
    entries_[key] = entry;
    // It goes on when this client leaves: others may wait for it too.
    services_.tasks.spawn("start of a language server", run_start(entry, language, std::move(target), key));
  }
  while (entry->starting) co_await entry->started.wait();
  if (entry->failure) std::rethrow_exception(entry->failure);
  co_return done();
}

Task<void> LanguageServers::run_start(std::shared_ptr<Entry> entry, const ServerLanguage& language,
                                      LspTarget target, std::string key) {
  try {
    LspProgram program = co_await find_program(language, target);
    if (stopping_) throw ApiError::unavailable("the daemon is stopping");
    entry->server = std::make_shared<LanguageServer>(services_, std::move(program));
    entry->started.notify();
    co_await entry->server->start();
  } catch (...) {
    entry->failure = std::current_exception();
  }
  entry->starting = false;
  if (entry->failure) {
    const auto it = entries_.find(key);
    if (it != entries_.end() && it->second == entry) entries_.erase(it);
  }
  entry->started.notify();
}

Task<LanguageServers::Target> LanguageServers::running_for(const LspServerParams& params,
                                                           const std::string& uri) {
  if (uri.empty()) throw ApiError::bad_request("bad request: uri must not be empty");
  const LspTarget target = co_await target_of(params, uri);
  co_return Target{co_await running(params, target), target.document};
}

Task<LanguageServers::Target> LanguageServers::running(const LspServerParams& params) {
  const LspTarget target = co_await target_of(params, "");
  co_return Target{co_await running(params, target), ""};
}

Task<std::shared_ptr<LanguageServer>> LanguageServers::running(const LspServerParams& params,
                                                               const LspTarget& target) {
  const auto entry = entry_of(params.language_id, target);
  if (!entry) {
    auto check = [&target] { check_project(target); };
    co_await offload(services_.pool, check);
    throw ApiError(400, not_initialized,
                   "bad request: " + name_of(params) + " is not started: POST /lsp/start first");
  }
  while (entry->starting) co_await entry->started.wait();
  if (entry->failure) std::rethrow_exception(entry->failure);
  if (!entry->server->running()) {
    throw ApiError(400, not_initialized,
                   "bad request: " + name_of(params) + " is not running: " + entry->server->program().name +
                       " " + entry->server->end() + "; POST /lsp/start starts it anew");
  }
  co_return entry->server;
}

Task<Response> LanguageServers::stop(LspServerParams params) {
  const LspTarget target = co_await target_of(params, "");
  if (const auto entry = entry_of(params.language_id, target)) {
    while (entry->starting && !entry->server) co_await entry->started.wait();
    if (entry->server && !entry->server->ended()) {
      co_await entry->server->stop();
      co_return done();
    }
  }
  co_await running(params, target);  // throws, with the reason
  co_return done();
}

// By the project's real path; when that is gone, by the name that it was started with.
std::shared_ptr<LanguageServers::Entry> LanguageServers::entry_of(const std::string& language,
                                                                  const LspTarget& target) const {
  if (const auto it = entries_.find(language + " " + target.key); it != entries_.end()) return it->second;
  const auto named = std::find_if(entries_.begin(), entries_.end(), [&](const auto& one) {
    return target.is_gone && one.second->language == language && one.second->root == target.root;
  });
  return named == entries_.end() ? nullptr : named->second;
}

void LanguageServers::check_room() {
  const auto ended = [](const auto& entry) {
    return !entry.second->starting && entry.second->server->ended();
  };
  editors_.remove_if([](const auto& one) { return one.expired(); });
  if (entries_.size() + editors_.size() < limits::lsp_servers) return;
  std::erase_if(entries_, ended);  // of use for their reasons only
  if (entries_.size() + editors_.size() < limits::lsp_servers) return;
  throw ApiError::unavailable("too many language servers: " + std::to_string(limits::lsp_servers) +
                              " is the limit, stop some");
}

Task<void> LanguageServers::end_all() {
  stopping_ = true;
  std::vector<std::shared_ptr<LanguageServer>> servers;
  for (const auto& [key, entry] : entries_) {
    if (entry->server) servers.push_back(entry->server);
  }
  // Each takes a moment at most; of those that end themselves there is nothing to wait for.
  for (const auto& server : servers)
    services_.tasks.spawn("end of a language server", LanguageServer::kill(server));
  for (const auto& server : servers) co_await LanguageServer::kill(server);
  for (const auto& editor : editors_) {
    const auto one = editor.lock();
    if (one && one->server) co_await LspProcess::end(one->server, std::chrono::milliseconds(0));
  }
}

// Documents

Task<Response> LanguageServers::open(LspDocumentParams params) {
  const Target target = co_await running_for(params, params.uri);
  co_await target.server->open(target.path);
  co_return done();
}

Task<Response> LanguageServers::close(LspDocumentParams params) {
  const Target target = co_await running_for(params, params.uri);
  co_await target.server->close(target.path);
  co_return done();
}

// Editors

Task<Response> LanguageServers::connect(LspConnectQuery query, const Request& request) {
  request.require_websocket();
  if (stopping_) throw ApiError::unavailable("the daemon is stopping");
  check_room();
  const auto editor = std::make_shared<LspEditor>();
  editors_.push_back(editor);  // it has its place from now on
  const ServerLanguage& language = language_of(query.language_id);
  const LspTarget target = co_await target_of(query, "");
  LspProgram program = co_await find_program(language, target);
  Upgrade upgrade;
  upgrade.max_message = limits::lsp_message;
  upgrade.serve = [this, program = std::move(program), editor](WebSocket& client) {
    return serve_editor(program, editor, client);
  };
  co_return Response::websocket(std::move(upgrade));
}

Task<void> LanguageServers::serve_editor(LspProgram program, std::shared_ptr<LspEditor> editor,
                                         WebSocket& client) {
  if (stopping_) {
    co_await client.close(going_away, "the daemon is stopping");
    co_return;
  }
  co_await connect_editor(services_, std::move(program), std::move(editor), client);
}

}  // namespace toolbox
