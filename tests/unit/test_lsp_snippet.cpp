#include <gtest/gtest.h>

#include <string>

#include "lsp/snippet.h"

namespace toolbox {
namespace {

TEST(LspSnippet, TextIsText) {
  for (const char* text : {"", "name", "a b\n\tc", "{}", "a}b", "$", "$$", "${", "${}", "$ 1", "${ 1}", "${1",
                           "${1?}", "\\", "\\n", "a\\", "-$-", "😀漢", "${é}"})
    EXPECT_EQ(snippet_text(text), text);
}

TEST(LspSnippet, TabStopsAndVariablesAreNothing) {
  EXPECT_EQ(snippet_text("\"name\": $1"), "\"name\": ");
  EXPECT_EQ(snippet_text("f($1, ${2})$0"), "f(, )");
  EXPECT_EQ(snippet_text("$12a"), "a");
  EXPECT_EQ(snippet_text("$TM_FILENAME.x ${SELECTED_TEXT}y"), ".x y");
}

TEST(LspSnippet, PlaceholdersAreTheirDefaults) {
  EXPECT_EQ(snippet_text("f(${1:first}, ${2:})"), "f(first, )");
  EXPECT_EQ(snippet_text("${1:a ${2:b ${3:c}} d}e}"), "a b c de}");
  EXPECT_EQ(snippet_text("${TM_FILENAME:none}"), "none");
  EXPECT_EQ(snippet_text("${1:a $2 b"), "a  b");
}

TEST(LspSnippet, ChoicesAreTheirFirst) {
  EXPECT_EQ(snippet_text("${1|one,two|}!"), "one!");
  EXPECT_EQ(snippet_text("${1|one|}!"), "one!");
  EXPECT_EQ(snippet_text("${1|o\\,n\\|e,{two},3|}!"), "o,n|e!");
  EXPECT_EQ(snippet_text("${1|$x{,b|}"), "$x{");
  EXPECT_EQ(snippet_text("${1|a,{,}|}!"), "a!");
  EXPECT_EQ(snippet_text("${1|a,b\\|},c|}!"), "a!");
  EXPECT_EQ(snippet_text("${1|one"), "one");
}

TEST(LspSnippet, TransformsAreNothing) {
  EXPECT_EQ(snippet_text("a${1/(.*)/${1:/upcase}/g}b${TM_X/[{]\\/a{2}/x\\}/}c"), "abc");
  EXPECT_EQ(snippet_text("a${1/x/{/}b${1/x/${1:+{}y/}c"), "abc");
  EXPECT_EQ(snippet_text("a${1/x"), "a");
  EXPECT_EQ(snippet_text("a${TM_FILENAME/(.*)\\..+$/$1/}b"), "ab");
}

TEST(LspSnippet, EscapedCharactersAreText) {
  EXPECT_EQ(snippet_text("\\$1 \\} \\\\ \\a"), "$1 } \\ \\a");
  EXPECT_EQ(snippet_text("${1:a\\}b}c"), "a}bc");
}

TEST(LspSnippet, DeepNestingTakesNoStack) {
  std::string deep;
  for (int i = 0; i < 200'000; ++i) deep += "${1:";
  EXPECT_EQ(snippet_text(deep + "x" + std::string(200'000, '}')), "x");
}

}  // namespace
}  // namespace toolbox
