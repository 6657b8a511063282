#include <gtest/gtest.h>

#include <string>

#include "lsp/capabilities.h"

namespace toolbox {
namespace {

Json answer(const char* method, const char* params = "null", const ServerProject& project = {"/a b", "go"}) {
  return answer_request(method, Json::parse(params), project);
}

TEST(LspCapabilities, TheProjectIsNamed) {
  const Json params = initialize_params("/srv/my app", 42, "python");
  EXPECT_EQ(params["processId"], 42);
  EXPECT_EQ(params["rootUri"], "file:///srv/my%20app");
  EXPECT_EQ(params["workspaceFolders"], Json::parse(R"([{"uri":"file:///srv/my%20app","name":"my app"}])"));
  EXPECT_EQ(initialize_params("/", 1, "go")["workspaceFolders"],
            Json::parse(R"([{"uri":"file:///","name":"/"}])"));
}

TEST(LspCapabilities, AreThoseThatAreMadeUseOf) {
  const Json can = initialize_params("/x", 1, "python")["capabilities"];
  for (const char* yes : {"/textDocument/completion/contextSupport",
                          "/textDocument/documentSymbol/hierarchicalDocumentSymbolSupport",
                          "/textDocument/definition/linkSupport",
                          "/textDocument/publishDiagnostics/versionSupport", "/workspace/workspaceFolders",
                          "/workspace/configuration", "/workspace/didChangeWatchedFiles/dynamicRegistration",
                          "/workspace/didChangeWatchedFiles/relativePatternSupport",
                          "/workspace/workspaceEdit/documentChanges", "/window/workDoneProgress"}) {
    EXPECT_EQ(can.at(Json::json_pointer(yes)), true) << yes;
  }
  for (const char* no : {"/textDocument/synchronization/didSave", "/textDocument/rename/prepareSupport",
                         "/textDocument/completion/completionItem/snippetSupport"}) {
    EXPECT_EQ(can.at(Json::json_pointer(no)), false) << no;
  }
  for (const char* there :
       {"/textDocument/references", "/textDocument/formatting", "/textDocument/diagnostic",
        "/textDocument/codeAction/codeActionLiteralSupport/codeActionKind/valueSet"}) {
    EXPECT_TRUE(can.contains(Json::json_pointer(there))) << there;
  }
  for (const char* absent : {"/workspace/applyEdit", "/workspace/workspaceEdit/resourceOperations",
                             "/textDocument/semanticTokens", "/window/showDocument"}) {
    EXPECT_FALSE(can.contains(Json::json_pointer(absent))) << absent;
  }
  EXPECT_EQ(can["general"]["positionEncodings"], Json::parse(R"(["utf-16"])"));
  EXPECT_EQ(can["textDocument"]["hover"]["contentFormat"], Json::parse(R"(["markdown","plaintext"])"));
}

TEST(LspCapabilities, ServersAreToldWhatTheyNeed) {
  EXPECT_EQ(initialize_params("/x", 1, "css")["initializationOptions"]["provideFormatter"], true);
  EXPECT_FALSE(initialize_params("/x", 1, "python").contains("initializationOptions"));
}

TEST(LspCapabilities, SnippetsAreForServersThatDoNotCompleteWithout) {
  const Json::json_pointer snippets("/capabilities/textDocument/completion/completionItem/snippetSupport");
  for (const char* language : {"json", "html", "css"})
    EXPECT_EQ(initialize_params("/x", 1, language)[snippets], true) << language;
  for (const char* language : {"typescript", "go", "rust", "cpp"})
    EXPECT_EQ(initialize_params("/x", 1, language)[snippets], false) << language;
}

TEST(LspSettings, AreFoundBySection) {
  const Json css = server_settings({"/p", "css"});
  EXPECT_EQ(setting(css, "css"), Json::parse(R"({"validate":true,"lint":{}})"));
  EXPECT_EQ(setting(css, "scss.validate"), true);
  EXPECT_EQ(setting(server_settings({"/p", "json"}), "json.validate.enable"), true);
  for (const char* none : {"", ".", "css.", ".css", "css.validate.x", "css..lint", "html", "js/ts"})
    EXPECT_TRUE(setting(css, none).is_null()) << none;
  EXPECT_EQ(server_settings({"/p", "go"}), Json::object());
}

TEST(LspAnswers, WhatIsOnlyToBeTakenNoteOf) {
  for (const char* method :
       {"client/registerCapability", "client/unregisterCapability", "window/workDoneProgress/create",
        "window/showMessageRequest", "workspace/diagnostic/refresh", "workspace/semanticTokens/refresh"}) {
    EXPECT_EQ(answer(method, "{}"), Json::parse(R"({"result":null})")) << method;
  }
}

TEST(LspAnswers, WhatWeDoNotDo) {
  EXPECT_EQ(answer("window/showDocument"), Json::parse(R"({"result":{"success":false}})"));
  const Json refused = answer("workspace/applyEdit", R"({"edit":{}})")["result"];
  EXPECT_EQ(refused["applied"], false);
  EXPECT_FALSE(refused["failureReason"].get<std::string>().empty());
}

TEST(LspAnswers, TheProjectIsTheOnlyFolder) {
  EXPECT_EQ(answer("workspace/workspaceFolders"),
            Json::parse(R"({"result":[{"uri":"file:///a%20b","name":"a b"}]})"));
}

TEST(LspAnswers, EverythingElseIsNotKnown) {
  for (const char* method : {"x/y", "", "workspace/refresh/x", "textDocument/hover", "other/refresh"}) {
    const Json refused = answer(method);
    EXPECT_EQ(refused["error"]["code"], -32601) << method;
    EXPECT_TRUE(refused["error"]["message"].is_string());
    EXPECT_FALSE(refused.contains("result"));
  }
}

TEST(LspAnswers, EachItemOfTheConfigurationGetsAValue) {
  EXPECT_EQ(answer("workspace/configuration", R"({"items":[{"section":"gopls"},{}]})"),
            Json::parse(R"({"result":[null,null]})"));
  for (const char* odd : {"null", "[]", "{}", R"({"items":null})", R"({"items":[]})"}) {
    EXPECT_EQ(answer("workspace/configuration", odd), Json::parse(R"({"result":[]})")) << odd;
  }
  EXPECT_EQ(answer("workspace/configuration", R"({"items":[1,{"section":2}]})"),
            Json::parse(R"({"result":[null,null]})"));
}

TEST(LspAnswers, PythonServersLearnOfTheVirtualEnvironment) {
  const char* params = R"({"items":[{"scopeUri":"file:///p","section":"python"},{"section":"python.analysis"},
      {"section":"pyright"},{"section":"python.pythonPath"}]})";
  const Json with =
      answer("workspace/configuration", params, {"/p", "python", "/p/.venv/bin/python"})["result"];
  ASSERT_EQ(with.size(), 4U);
  EXPECT_EQ(with[0]["pythonPath"], "/p/.venv/bin/python");
  EXPECT_EQ(with[0]["analysis"], with[1]);
  EXPECT_EQ(with[1]["diagnosticMode"], "openFilesOnly");
  EXPECT_TRUE(with[2].is_null());
  EXPECT_EQ(with[3], "/p/.venv/bin/python");
  const Json without = answer("workspace/configuration", params, {"/p", "python"})["result"];
  EXPECT_FALSE(without[0].contains("pythonPath"));
  EXPECT_TRUE(without[3].is_null());
}

}  // namespace
}  // namespace toolbox
