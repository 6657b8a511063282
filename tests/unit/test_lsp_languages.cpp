#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "lsp/languages.h"

namespace toolbox {
namespace {

TEST(LspLanguages, EachHasProgramsAndAWayToInstallThem) {
  EXPECT_EQ(supported_languages(), (std::vector<std::string>{"python", "typescript", "javascript", "go",
                                                             "rust", "c", "cpp", "json", "html", "css"}));
  for (const auto& id : supported_languages()) {
    const ServerLanguage* language = server_language(id);
    ASSERT_NE(language, nullptr) << id;
    EXPECT_FALSE(language->programs.empty()) << id;
    EXPECT_FALSE(language->install.empty()) << id;
  }
}

TEST(LspLanguages, OthersAreNone) {
  for (const char* id : {"", "Python", "ruby", "typescriptreact"})
    EXPECT_EQ(server_language(id), nullptr) << id;
}

TEST(LspLanguages, ProgramsComeInTheOrderOfPreference) {
  std::string names;
  for (const auto& program : server_language("python")->programs) names += program.name + " ";
  EXPECT_EQ(names, "pyright-langserver basedpyright-langserver pylsp ");
}

TEST(LspLanguages, ADocumentsLanguageIsThatOfItsExtension) {
  EXPECT_EQ(document_language("typescript", "/a/x.tsx"), "typescriptreact");
  EXPECT_EQ(document_language("typescript", "/a/x.d.ts"), "typescript");
  EXPECT_EQ(document_language("javascript", "x.mts"), "typescript");
  EXPECT_EQ(document_language("typescript", "x.jsx"), "javascriptreact");
  EXPECT_EQ(document_language("typescript", "x.cjs"), "javascript");
  EXPECT_EQ(document_language("cpp", "x.h"), "c");
  EXPECT_EQ(document_language("c", "x.hpp"), "cpp");
  EXPECT_EQ(document_language("css", "x.scss"), "scss");
  EXPECT_EQ(document_language("css", "x.css"), "css");
  EXPECT_EQ(document_language("json", "x.jsonc"), "jsonc");
}

TEST(LspLanguages, ElseItIsThatOfTheServer) {
  for (const char* path : {"Makefile", "/a.py/x", "x.", "x.unknown", "", "py"}) {
    EXPECT_EQ(document_language("go", path), "go") << path;
  }
}

}  // namespace
}  // namespace toolbox
