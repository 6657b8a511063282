// What is asked of a server, and how its answers go on to the client.
#include <algorithm>
#include <stdexcept>
#include <utility>

#include "base/api_error.h"
#include "base/offload.h"
#include "lsp/edit_files.h"
#include "lsp/limits.h"
#include "lsp/service.h"
#include "lsp/uri.h"

namespace toolbox {
namespace {

void check_position(const char* name, const Position& position) {
  if (position.line >= 0 && position.character >= 0) return;
  throw ApiError::bad_request(std::string("bad request: ") + name + " must not be negative");
}

Json json_of(const Position& position) {
  return {{"line", position.line}, {"character", position.character}};
}

Json json_of(const Range& range) {
  return {{"start", json_of(range.start)}, {"end", json_of(range.end)}};
}

Json document(const std::string& path) {
  return {{"textDocument", {{"uri", file_uri(path)}}}};
}

Json place(const std::string& path, const Position& position) {
  check_position("position", position);
  Json params = document(path);
  params["position"] = json_of(position);
  return params;
}

// The diagnostics that have something in common with `range`.
Json overlapping(const Json& items, const Range& range) {
  Json found = Json::array();
  for (const auto& item : items) {
    try {
      const auto parsed = diagnostics(Json::array({item}));
      if (parsed.front().range.start <= range.end && range.start <= parsed.front().range.end)
        found.push_back(item);
    } catch (const std::invalid_argument&) {  // not one that a server could make sense of
    }
  }
  return found;
}

void require_edit(const LspResult& rename) {
  if (!rename.result.is_null()) return;
  throw ApiError(422, "UNPROCESSABLE_ENTITY", "there is nothing at this position that can be renamed");
}

// Kinds are hierarchical: "refactor" has "refactor.extract".
bool is_of(const CodeAction& action, const std::vector<std::string>& kinds) {
  return std::any_of(kinds.begin(), kinds.end(), [&](const std::string& kind) {
    return kind.empty() || action.kind == kind || (action.kind && action.kind->starts_with(kind + "."));
  });
}

}  // namespace

// What the API gives of a server's answer, the text of which had that size. Large ones are taken apart on the
// pool.
template <class F>
Task<std::invoke_result_t<F>> LanguageServers::convert(const LanguageServer& server, const char* method,
                                                       std::size_t size, F f) {
  try {
    if (size > limits::codec_offload) co_return co_await offload(services_.pool, std::move(f));
    co_return f();
  } catch (const NotExpressible& e) {
    throw ApiError(422, "UNPROCESSABLE_ENTITY", e.what());
  } catch (const std::invalid_argument& e) {
    throw ApiError(
        502, "BAD_GATEWAY",
        "what " + server.program().name + " answered to " + method + " can't be used: " + e.what());
  }
}

template <class F>
Task<std::invoke_result_t<F, const Json&>> LanguageServers::convert(const LanguageServer& server,
                                                                    const char* method, LspResult answer,
                                                                    F f) {
  auto work = [&] {
    const Json result = std::move(answer.result);  // and lets go of it here
    return f(result);
  };
  co_return co_await convert(server, method, answer.size, work);
}

Task<Completions> LanguageServers::completions(LspCompletionParams params) {
  const Target target = co_await running_for(params, params.uri);
  Json request = place(target.path, params.position);
  request["context"] = {{"triggerKind", params.context ? params.context->trigger_kind : 1}};
  if (params.context && params.context->trigger_character)
    request["context"]["triggerCharacter"] = *params.context->trigger_character;
  constexpr auto method = "textDocument/completion";
  LspResult answer =
      co_await target.server->request("completionProvider", method, std::move(request), target.path);
  co_return co_await convert(*target.server, method, std::move(answer), toolbox::completions);
}

Task<std::vector<Symbol>> LanguageServers::document_symbols(LspDocumentQuery query) {
  const Target target = co_await running_for(query, query.uri);
  constexpr auto method = "textDocument/documentSymbol";
  LspResult answer =
      co_await target.server->request("documentSymbolProvider", method, document(target.path), target.path);
  const std::string uri = file_uri(target.path);
  auto flatten = [uri](const Json& result) { return symbols(result, uri); };
  co_return co_await convert(*target.server, method, std::move(answer), flatten);
}

Task<std::vector<Symbol>> LanguageServers::workspace_symbols(LspSymbolQuery query) {
  const Target target = co_await running(query);
  constexpr auto method = "workspace/symbol";
  LspResult answer =
      co_await target.server->request("workspaceSymbolProvider", method, {{"query", query.query}}, "");
  auto flatten = [](const Json& result) { return symbols(result, ""); };
  co_return co_await convert(*target.server, method, std::move(answer), flatten);
}

Task<Hover> LanguageServers::hover(LspPositionParams params) {
  const Target target = co_await running_for(params, params.uri);
  constexpr auto method = "textDocument/hover";
  LspResult answer = co_await target.server->request("hoverProvider", method,
                                                     place(target.path, params.position), target.path);
  co_return co_await convert(*target.server, method, std::move(answer), toolbox::hover);
}

Task<std::vector<Location>> LanguageServers::definition(LspPositionParams params) {
  const Target target = co_await running_for(params, params.uri);
  constexpr auto method = "textDocument/definition";
  LspResult answer = co_await target.server->request("definitionProvider", method,
                                                     place(target.path, params.position), target.path);
  co_return co_await convert(*target.server, method, std::move(answer), locations);
}

Task<std::vector<Location>> LanguageServers::references(LspReferencesParams params) {
  const Target target = co_await running_for(params, params.uri);
  constexpr auto method = "textDocument/references";
  Json request = place(target.path, params.position);
  request["context"] = {{"includeDeclaration", params.include_declaration.value_or(true)}};
  LspResult answer =
      co_await target.server->request("referencesProvider", method, std::move(request), target.path);
  co_return co_await convert(*target.server, method, std::move(answer), locations);
}

Task<LspDiagnostics> LanguageServers::diagnostics(LspDocumentParams params) {
  const Target target = co_await running_for(params, params.uri);
  co_await target.server->settle(target.path, target.server->deadline());
  const ServerNews::Items items = target.server->known_diagnostics(target.path);
  LspDiagnostics reply;
  reply.diagnostics = co_await convert(*target.server, "textDocument/diagnostic", items.size,
                                       [&] { return toolbox::diagnostics(*items.list); });
  co_return reply;
}

Task<std::vector<CodeAction>> LanguageServers::code_actions(LspCodeActionParams params) {
  const Target target = co_await running_for(params, params.uri);
  check_position("range.start", params.range.start);
  check_position("range.end", params.range.end);
  constexpr auto method = "textDocument/codeAction";
  const auto deadline = target.server->deadline();
  const auto patience = std::chrono::steady_clock::now() + limits::lsp_settled_for_actions;
  co_await settled(*target.server, target.path, std::min(deadline, patience));
  const ServerNews::Items known = target.server->known_diagnostics(target.path);
  Json about = co_await convert(*target.server, "textDocument/diagnostic", known.size,
                                [&] { return overlapping(*known.list, params.range); });
  Json request = document(target.path);
  request["range"] = json_of(params.range);
  request["context"] = {{"diagnostics", std::move(about)}, {"triggerKind", 1}};
  if (params.only) request["context"]["only"] = *params.only;
  LspResult answer = co_await target.server->request("codeActionProvider", method, std::move(request),
                                                     target.path, deadline);
  auto actions = co_await convert(*target.server, method, std::move(answer), toolbox::code_actions);
  // Not all servers keep to it.
  if (params.only && !params.only->empty())
    std::erase_if(actions, [&](const CodeAction& one) { return !is_of(one, *params.only); });
  co_return actions;
}

// Changes

Task<LspResult> LanguageServers::ask_rename(LanguageServer& server, Json request, std::string path,
                                            LanguageServer::Deadline deadline) {
  try {
    co_return co_await server.request("renameProvider", "textDocument/rename", std::move(request),
                                      std::move(path), deadline);
  } catch (const LspError& e) {
    throw ApiError(422, "UNPROCESSABLE_ENTITY", e.what());
  }
}

// Returns when the server has settled on the document, or does not in time.
Task<void> LanguageServers::settled(LanguageServer& server, std::string path,
                                    LanguageServer::Deadline deadline) {
  try {
    co_await server.settle(std::move(path), deadline);
  } catch (const ApiError&) {  // what is asked next tells
  }
}

// Some servers count a byte order mark as a column and some do not, but for documents that they have got from
// here, without it. Opens those that are not open; true when there were some.
Task<bool> LanguageServers::show_marked(LanguageServer& server, const std::vector<FileEdits>& edits,
                                        LanguageServer::Deadline deadline) {
  std::vector<std::string> paths;
  for (const auto& file : edits) {
    if (std::string path = path_of(file.uri); !path.empty() && !server.is_open(path))
      paths.push_back(std::move(path));
  }
  auto look = [&paths] { std::erase_if(paths, [](const auto& path) { return !has_byte_order_mark(path); }); };
  if (!paths.empty()) co_await offload(services_.pool, look);
  for (const auto& path : paths) co_await server.show(path, deadline);
  co_return !paths.empty();
}

Task<LspEdits> LanguageServers::rename(LspRenameParams params) {
  const Target target = co_await running_for(params, params.uri);
  if (params.new_name.empty()) throw ApiError::bad_request("bad request: newName must not be empty");
  constexpr auto method = "textDocument/rename";
  const auto deadline = target.server->deadline();
  Json request = place(target.path, params.position);
  request["newName"] = params.new_name;
  LspResult answer = co_await ask_rename(*target.server, request, target.path, deadline);
  if (answer.result.is_null()) {
    // Pyright says so until it has looked for the project's files.
    co_await settled(*target.server, target.path, deadline);
    answer = co_await ask_rename(*target.server, request, target.path, deadline);
  }
  require_edit(answer);
  LspMoment asked = answer.asked;
  auto edits = co_await convert(*target.server, method, std::move(answer), workspace_edit);
  if (co_await show_marked(*target.server, edits, deadline)) {
    answer = co_await ask_rename(*target.server, request, target.path, deadline);
    require_edit(answer);
    asked = answer.asked;
    edits = co_await convert(*target.server, method, std::move(answer), workspace_edit);
  }
  co_return co_await make_edits(std::move(edits), params.apply.value_or(false), *target.server, asked);
}

Task<LspEdits> LanguageServers::format(LspFormatParams params) {
  const Target target = co_await running_for(params, params.uri);
  const FormatOptions options = params.options.value_or(FormatOptions{});
  constexpr auto method = "textDocument/formatting";
  const std::int64_t tab_size = options.tab_size.value_or(4);
  if (tab_size < 1 || tab_size > 100)
    throw ApiError::bad_request("bad request: options.tabSize must be from 1 to 100");
  Json request = document(target.path);
  request["options"] = {{"tabSize", tab_size}, {"insertSpaces", options.insert_spaces.value_or(true)}};
  LspResult answer =
      co_await target.server->request("documentFormattingProvider", method, std::move(request), target.path);
  const LspMoment asked = answer.asked;
  FileEdits file;
  file.uri = file_uri(target.path);
  file.edits = co_await convert(*target.server, method, std::move(answer), text_edits);
  std::vector<FileEdits> edits;
  if (!file.edits.empty()) edits.push_back(std::move(file));
  co_return co_await make_edits(std::move(edits), params.apply.value_or(false), *target.server, asked);
}

Task<LspEdits> LanguageServers::make_edits(std::vector<FileEdits> edits, bool apply,
                                           const LanguageServer& server, LspMoment asked) {
  if (apply) {
    const EditBasis basis{server.known_since(asked.count), server.program().line_ends, asked.at};
    auto write = [&] { edit_files(edits, basis); };
    co_await offload(services_.pool, write);
  }
  co_return LspEdits{std::move(edits), apply};
}

}  // namespace toolbox
