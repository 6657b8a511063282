#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "lsp/results.h"

namespace toolbox {
namespace {

constexpr const char* here = R"({"start":{"line":1,"character":2},"end":{"line":3,"character":4}})";
const Range at_here{{1, 2}, {3, 4}};

// The JSON in `text`, with ranges for each R.
Json json(std::string text) {
  for (std::size_t at = 0; (at = text.find("R#", at)) != std::string::npos;) text.replace(at, 2, here);
  return Json::parse(text);
}

TEST(LspSymbols, NestedOnesAreFlattenedParentFirst) {
  const auto found = symbols(json(R"([
      {"name":"A","kind":5,"range":R#,"selectionRange":{},"children":[
        {"name":"f","kind":6,"range":R#,"children":[{"name":"x","kind":13,"range":R#,"children":[]}]},
        {"name":"g","kind":6,"range":R#,"children":null}]},
      {"name":"b","kind":12,"range":R#}])"),
                             "file:///a.py");
  std::string names;
  for (const auto& s : found) {
    names += s.name;
    EXPECT_EQ(s.location, (Location{"file:///a.py", at_here}));
  }
  EXPECT_EQ(names, "Afxgb");
  EXPECT_EQ(found[2].kind, 13);
}

TEST(LspSymbols, DeepNestingIsFlattenedToo) {
  Json deep = Json::array();
  for (int i = 0; i < 20'000; ++i) {
    Json one = json(R"({"name":"n","kind":1,"range":R#})");
    one["children"] = std::move(deep);
    deep = Json::array();
    deep.push_back(std::move(one));
  }
  EXPECT_EQ(symbols(deep, "file:///a").size(), 20'000U);
}

TEST(LspSymbols, FlatOnesBringTheirLocation) {
  const auto found = symbols(json(R"([
      {"name":"A","kind":5,"containerName":"x","location":{"uri":"file:///a/%40b.ts","range":R#}},
      {"name":"B","kind":5,"location":{"uri":"file:///b.ts"}}])"),
                             "");
  EXPECT_EQ(found[0].location, (Location{"file:///a/%40b.ts", at_here}));
  EXPECT_EQ(found[1].location, (Location{"file:///b.ts", {}}));
  EXPECT_EQ(encode(found[0]), R"({"name":"A","kind":5,"location":{"uri":"file:///a/%40b.ts","range":)" +
                                  std::string(here) + "}}");
}

TEST(LspResults, NullIsNothing) {
  EXPECT_TRUE(symbols(nullptr, "").empty());
  EXPECT_TRUE(locations(nullptr).empty());
  EXPECT_TRUE(completions(nullptr).items.empty());
  EXPECT_TRUE(diagnostics(nullptr).empty());
  EXPECT_EQ(encode(hover(nullptr)), R"({"contents":null})");
  EXPECT_EQ(encode(completions(nullptr)), R"({"isIncomplete":false,"items":[]})");
}

TEST(LspResults, WhatTheProtocolDoesNotHaveIsRefused) {
  for (const char* text :
       {"1", "true", R"("x")", "[1]", "[null]", "[[]]", "[{}]", R"([{"name":1,"kind":1,"range":R#}])",
        R"([{"name":"x","kind":"1","range":R#}])", R"([{"name":"x","kind":1}])",
        R"([{"name":"x","kind":1,"location":{}}])", R"([{"name":"x","kind":1,"range":R#,"children":{}}])",
        R"([{"name":"x","kind":1,"range":{"start":{"line":0,"character":0}}}])",
        R"([{"name":"x","kind":1.5,"range":R#}])"}) {
    EXPECT_THROW(symbols(json(text), ""), std::invalid_argument) << text;
  }
  for (const char* text : {"1", "{}", "[1]", R"([{"uri":"file:///x"}])", R"({"uri":1,"range":R#})",
                           R"({"uri":"file:///x","range":{"start":{"line":"0","character":0}}})"}) {
    EXPECT_THROW(locations(json(text)), std::invalid_argument) << text;
  }
  for (const char* text :
       {"1", "[]", R"({"contents":1})", R"({"contents":{}})", R"({"contents":[{"language":"x"}]})",
        R"({"contents":{"kind":"markdown"}})", R"({"contents":"x","range":1})"}) {
    EXPECT_THROW(hover(json(text)), std::invalid_argument) << text;
  }
  for (const char* text : {"1", "{}", R"({"items":{}})", "[1]", "[{}]", R"([{"label":1}])"}) {
    EXPECT_THROW(completions(json(text)), std::invalid_argument) << text;
  }
  for (const char* text : {"1", "{}", "[1]", "[{}]", R"([{"range":R#}])", R"([{"message":"x"}])"}) {
    EXPECT_THROW(diagnostics(json(text)), std::invalid_argument) << text;
  }
}

TEST(LspResults, ARefusalNamesTheValue) {
  try {
    locations(json(R"([{"uri":"file:///x","range":{"start":{"line":0},"end":{}}}])"));
    FAIL();
  } catch (const std::invalid_argument& e) {
    EXPECT_NE(std::string(e.what()).find("a location's range's start's character is not a whole number"),
              std::string::npos)
        << e.what();
  }
}

TEST(LspResults, NumbersComeInAllTheirForms) {
  const auto found = locations(json(R"({"uri":"file:///x","range":{"start":{"line":1.0,"character":0},
      "end":{"line":18446744073709551615,"character":2147483647}}})"));
  EXPECT_EQ(found[0].range, (Range{{1, 0}, {INT64_MAX, 2147483647}}));
  for (const char* line : {"1e300", "-1e300", "1e17", "0.5"}) {
    EXPECT_THROW(locations(json(R"({"uri":"x","range":{"start":{"line":)" + std::string(line) +
                                R"(,"character":0},"end":{"line":0,"character":0}}})")),
                 std::invalid_argument);
  }
}

TEST(LspLocations, AllFormsAreTaken) {
  const std::vector<Location> expected = {{"file:///a%20b", at_here}};
  EXPECT_EQ(locations(json(R"({"uri":"file:///a b","range":R#})")), expected);
  EXPECT_EQ(locations(json(R"([{"uri":"file:///a b","range":R#}])")), expected);
  EXPECT_EQ(locations(json(R"([{"targetUri":"file:///a b","targetRange":{},"targetSelectionRange":R#}])")),
            expected);
  EXPECT_EQ(locations(json(R"([{"targetUri":"file:///a b","targetRange":R#}])")), expected);
  EXPECT_TRUE(locations(json("[]")).empty());
}

TEST(LspHover, MarkupIsTakenAsItIs) {
  EXPECT_EQ(encode(hover(json(R"({"contents":{"kind":"plaintext","value":"a*b"}})"))),
            R"({"contents":{"kind":"plaintext","value":"a*b"}})");
  EXPECT_EQ(encode(hover(json(R"({"contents":{"kind":"markdown","value":"x"},"range":R#})"))),
            R"({"contents":{"kind":"markdown","value":"x"},"range":)" + std::string(here) + "}");
}

TEST(LspHover, MarkedStringsBecomeMarkdown) {
  const auto value = [](const char* contents) {
    const Hover found = hover(Json{{"contents", Json::parse(contents)}});
    EXPECT_TRUE(!found.contents || found.contents->kind == "markdown");
    return found.contents ? found.contents->value : "nothing";
  };
  EXPECT_EQ(value(R"("*x*")"), "*x*");
  EXPECT_EQ(value(R"({"language":"c","value":"int x;"})"), "```c\nint x;\n```");
  EXPECT_EQ(value(R"({"language":"md","value":"```` x\n"})"), "`````md\n```` x\n`````");
  EXPECT_EQ(value(R"([{"language":"c","value":"int x;"},"","text"])"), "```c\nint x;\n```\n\ntext");
  EXPECT_EQ(value("[]"), "nothing");
  EXPECT_EQ(value(R"("")"), "nothing");
  EXPECT_EQ(value(R"({"language":"c","value":""})"), "nothing");
  EXPECT_EQ(value("null"), "nothing");
}

TEST(LspCompletions, ListsAndPlainArraysAreTaken) {
  const Completions list =
      completions(json(R"({"isIncomplete":true,"itemDefaults":{"data":1},"items":[{"label":"a"}]})"));
  EXPECT_EQ(encode(list), R"({"isIncomplete":true,"items":[{"label":"a"}]})");
  EXPECT_EQ(encode(completions(json(R"([{"label":"a"},{"label":"b"}])"))),
            R"({"isIncomplete":false,"items":[{"label":"a"},{"label":"b"}]})");
}

TEST(LspCompletions, ItemsKeepWhatTheApiHas) {
  const char* item = R"({"label":"l","kind":3,"detail":"d","documentation":{"kind":"markdown","value":"v"},)"
                     R"("sortText":"s","filterText":"f","insertText":"i"})";
  EXPECT_EQ(encode(completions(json("[" + std::string(item) + "]")).items[0]), item);
  EXPECT_EQ(
      encode(completions(json(R"([{"label":"l","kind":null,"detail":1,"data":{},"documentation":"x"}])"))
                 .items[0]),
      R"({"label":"l","documentation":{"kind":"plaintext","value":"x"}})");
}

TEST(LspCompletions, TheTextToInsertMayBeAnEdits) {
  EXPECT_EQ(
      completions(json(R"([{"label":"l","textEdit":{"range":R#,"newText":"n"}}])")).items[0].insert_text,
      "n");
  EXPECT_EQ(completions(json(R"([{"label":"l","insertText":"i","textEdit":{"newText":"n"}}])"))
                .items[0]
                .insert_text,
            "i");
  EXPECT_EQ(completions(json(R"([{"label":"l"}])")).items[0].insert_text, std::nullopt);
}

TEST(LspCompletions, SnippetsAreTheTextThatTheyInsert) {
  const auto found = completions(json(R"x([
      {"label":"a","insertTextFormat":2,"insertText":"\"a\": ${1:0}$2"},
      {"label":"b","insertTextFormat":2,"textEdit":{"range":R#,"newText":"b($1)"}},
      {"label":"c","insertTextFormat":1,"insertText":"c$1"},
      {"label":"d$1","insertTextFormat":2}])x"));
  EXPECT_EQ(found.items[0].insert_text, "\"a\": 0");
  EXPECT_EQ(found.items[1].insert_text, "b()");
  EXPECT_EQ(found.items[2].insert_text, "c$1");
  EXPECT_EQ(found.items[3].insert_text, std::nullopt);
}

TEST(LspDiagnostics, KeepWhatTheApiHas) {
  const auto found = diagnostics(json(R"([
      {"range":R#,"severity":1,"code":"reportX","source":"Pyright","message":"m","tags":[1],"data":{}},
      {"range":R#,"code":2304,"message":{"kind":"markdown","value":"m"}},
      {"range":R#,"code":{},"severity":"x","source":null,"message":""}])"));
  EXPECT_EQ(encode(found),
            R"([{"range":)" + std::string(here) +
                R"(,"severity":1,"code":"reportX","source":"Pyright","message":"m"},{"range":)" + here +
                R"(,"code":2304,"message":"m"},{"range":)" + here + R"(,"message":""}])");
}

}  // namespace
}  // namespace toolbox
