#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "lsp/edits.h"

namespace toolbox {
namespace {

// A TextEdit's JSON: insert `text` at the start.
std::string insert(const std::string& text) {
  return R"({"range":{"start":{"line":0,"character":0},"end":{"line":0,"character":0}},"newText":")" + text +
         "\"}";
}

// Uris and new texts.
std::string summary(const std::vector<FileEdits>& files) {
  std::string out;
  for (const auto& file : files) {
    out += file.uri;
    for (const auto& edit : file.edits) out += " " + edit.new_text;
    out += "\n";
  }
  return out;
}

std::string refusal(const std::string& edit) {
  try {
    workspace_edit(Json::parse(edit));
  } catch (const std::invalid_argument& e) {
    return e.what();
  }
  return "taken";
}

TEST(LspEdits, ChangesComeInTheOrderOfTheirUris) {
  const auto files = workspace_edit(Json::parse(R"({"changes":{"file:///b":[)" + insert("1") + "," +
                                                insert("2") + R"(],"file:///a/@x":[)" + insert("3") + "]}}"));
  EXPECT_EQ(summary(files), "file:///a/%40x 3\nfile:///b 1 2\n");
  EXPECT_EQ(encode(files[0]), R"({"uri":"file:///a/%40x","edits":[)" + insert("3") + "]}");
}

TEST(LspEdits, DocumentChangesCountFirstAndOfOneFileTogether) {
  const auto document = [](const char* uri, const char* version, const std::string& edit) {
    return R"({"textDocument":{"uri":")" + std::string(uri) + R"(","version":)" + version + R"(},"edits":[)" +
           edit + "]}";
  };
  EXPECT_EQ(summary(workspace_edit(Json::parse(R"({"changes":{"file:///z":[]},"documentChanges":[)" +
                                               document("file:///b", "4", insert("1")) + "," +
                                               document("file:///a", "null", insert("2")) + "," +
                                               document("file:///%62", "4", insert("3")) + "]}"))),
            "file:///a 2\nfile:///b 1 3\n");
}

TEST(LspEdits, AnnotatedEditsAreEdits) {
  Json edit = Json::parse(insert("x"));
  edit["annotationId"] = "rename";
  EXPECT_EQ(text_edits(Json::array({edit})), (std::vector<TextEdit>{{{}, "x"}}));
  EXPECT_TRUE(text_edits(nullptr).empty());
}

TEST(LspEdits, NothingIsNothing) {
  for (const char* text : {"null", "{}", R"({"changes":null})", R"({"documentChanges":[]})"}) {
    EXPECT_TRUE(workspace_edit(Json::parse(text)).empty()) << text;
  }
}

TEST(LspEdits, FilesToCreateRenameOrDeleteAreRefused) {
  EXPECT_EQ(refusal(R"({"documentChanges":[{"kind":"create","uri":"file:///x"}]})"),
            "the edit would create a file, which this API cannot express");
  EXPECT_NE(refusal(R"({"documentChanges":[{"kind":"rename","oldUri":"file:///x","newUri":"file:///y"}]})")
                .find("rename a file"),
            std::string::npos);
}

TEST(LspEdits, WhatTheProtocolDoesNotHaveIsRefused) {
  for (const char* text :
       {"1", "[]", R"({"changes":[]})", R"({"changes":{"file:///x":{}}})", R"({"documentChanges":{}})",
        R"({"documentChanges":[1]})", R"({"documentChanges":[{}]})",
        R"({"documentChanges":[{"textDocument":{"uri":"file:///x"}}]})",
        R"({"changes":{"file:///x":[{"newText":"x"}]}})"}) {
    EXPECT_NE(refusal(text).find("not as the protocol has it"), std::string::npos) << text;
  }
  EXPECT_THROW(text_edits(Json::parse("{}")), std::invalid_argument);
  EXPECT_THROW(code_actions(Json::parse("{}")), std::invalid_argument);
  EXPECT_THROW(code_actions(Json::parse("[{}]")), std::invalid_argument);
  EXPECT_THROW(code_actions(Json::parse(R"([{"title":"x","command":1}])")), std::invalid_argument);
}

TEST(LspCodeActions, CommandsAndActionsAreTaken) {
  const auto found = code_actions(Json::parse(
      R"([{"title":"Run","command":"x.run","arguments":[1,{"a":null}]},
          {"title":"Fix","kind":"quickfix","isPreferred":true,"diagnostics":[],"data":1,
           "edit":{"changes":{"file:///a":[)" +
      insert("1") + R"(]}},"command":{"title":"Then","command":"y"}},
          {"title":"Only this"}])"));
  EXPECT_EQ(encode(found),
            R"([{"title":"Run","command":{"title":"Run","command":"x.run","arguments":[1,{"a":null}]}},)"
            R"({"title":"Fix","kind":"quickfix","isPreferred":true,"changes":[{"uri":"file:///a","edits":[)" +
                insert("1") + R"(]}],"command":{"title":"Then","command":"y"}},{"title":"Only this"}])");
}

TEST(LspCodeActions, WhatCannotBeCarriedOutIsLeftOut) {
  const auto found = code_actions(Json::parse(
      R"([{"title":"No","disabled":{"reason":"why"}},
          {"title":"New file","edit":{"documentChanges":[{"kind":"create","uri":"file:///x"}]}},
          {"title":"Yes"}])"));
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found[0].title, "Yes");
}

}  // namespace
}  // namespace toolbox
