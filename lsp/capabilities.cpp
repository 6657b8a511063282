#include "lsp/capabilities.h"

#include "base/version.h"
#include "lsp/parse.h"
#include "lsp/uri.h"

namespace toolbox {

using namespace lsp_parse;

namespace {

constexpr int method_not_found = -32601;
constexpr int completion_kinds = 25;  // the protocol numbers them from 1
constexpr int symbol_kinds = 26;

Json numbers_to(int last) {
  Json list = Json::array();
  for (int i = 1; i <= last; ++i) list.push_back(i);
  return list;
}

Json list(std::initializer_list<const char*> texts) {
  Json values = Json::array();
  for (const char* text : texts) values.push_back(text);
  return values;
}

Json text_document_capabilities(const std::string& language) {
  const Json none = Json::object();
  const Json formats = list({"markdown", "plaintext"});
  const Json all_symbols = {{"valueSet", numbers_to(symbol_kinds)}};
  const Json action_kinds = list({"", "quickfix", "refactor", "refactor.extract", "refactor.inline",
                                  "refactor.rewrite", "source", "source.organizeImports", "source.fixAll"});
  return {
      {"synchronization", {{"didSave", false}}},
      {"completion",
       {{"contextSupport", true},
        {"completionItem",
         {{"snippetSupport", completes_with_snippets(language)}, {"documentationFormat", formats}}},
        {"completionItemKind", {{"valueSet", numbers_to(completion_kinds)}}}}},
      {"hover", {{"contentFormat", formats}}},
      {"definition", {{"linkSupport", true}}},
      {"references", none},
      {"documentSymbol", {{"hierarchicalDocumentSymbolSupport", true}, {"symbolKind", all_symbols}}},
      {"formatting", none},
      {"rename", {{"prepareSupport", false}}},
      {"codeAction",
       {{"isPreferredSupport", true},
        {"codeActionLiteralSupport", {{"codeActionKind", {{"valueSet", action_kinds}}}}}}},
      {"publishDiagnostics", {{"versionSupport", true}}},
      {"diagnostic", {{"dynamicRegistration", false}, {"relatedDocumentSupport", false}}},
  };
}

Json workspace_capabilities() {
  return {
      {"workspaceFolders", true},
      {"configuration", true},
      {"didChangeWatchedFiles", {{"dynamicRegistration", true}, {"relativePatternSupport", true}}},
      {"symbol", {{"symbolKind", {{"valueSet", numbers_to(symbol_kinds)}}}}},
      {"workspaceEdit", {{"documentChanges", true}}},
  };
}

Json folders(const std::string& root) {
  const std::string name = root.substr(root.rfind('/') + 1);
  Json folder = {{"uri", file_uri(root)}, {"name", name.empty() ? root : name}};
  return Json::array({std::move(folder)});
}

// One value for each item that is asked for.
Json configuration(const Json& params, const ServerProject& project) {
  const Json settings = server_settings(project);
  Json values = Json::array();
  for (const auto& item : member(params, "items")) {
    values.push_back(setting(settings, optional_text(item, "section").value_or("")));
  }
  return values;
}

Json result(Json value) {
  return {{"result", std::move(value)}};
}

}  // namespace

Json initialize_params(const std::string& root, std::int64_t process, const std::string& language) {
  Json params = {
      {"processId", process},
      {"clientInfo", {{"name", "toolboxd"}, {"version", version}}},
      {"rootPath", root},
      {"rootUri", file_uri(root)},
      {"workspaceFolders", folders(root)},
      {"capabilities",
       {{"general", {{"positionEncodings", list({"utf-16"})}}},
        {"textDocument", text_document_capabilities(language)},
        {"workspace", workspace_capabilities()},
        {"window", {{"workDoneProgress", true}}}}},
  };
  Json options = initialization_options(language);
  if (!options.is_null()) params["initializationOptions"] = std::move(options);
  return params;
}

Json answer_request(const std::string& method, const Json& params, const ServerProject& project) {
  if (method == "workspace/configuration") return result(configuration(params, project));
  if (method == "workspace/workspaceFolders") return result(folders(project.root));
  if (method == "workspace/applyEdit") {
    return result({{"applied", false}, {"failureReason", "edits are made by the API's caller alone"}});
  }
  if (method == "window/showDocument") return result({{"success", false}});
  const bool refresh = method.starts_with("workspace/") && method.ends_with("/refresh");
  if (refresh || method == "client/registerCapability" || method == "client/unregisterCapability" ||
      method == "window/workDoneProgress/create" || method == "window/showMessageRequest") {
    return result(nullptr);
  }
  return {{"error", {{"code", method_not_found}, {"message", "this client does not know " + method}}}};
}

}  // namespace toolbox
