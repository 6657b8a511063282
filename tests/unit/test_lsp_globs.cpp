#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "lsp/globs.h"

namespace toolbox {
namespace {

bool matches(const std::string& pattern, std::string_view path) {
  return WatchGlob(pattern).matches(path);
}

void expect_only(const std::string& pattern, std::initializer_list<const char*> yes,
                 std::initializer_list<const char*> no) {
  for (const char* path : yes) EXPECT_TRUE(matches(pattern, path)) << pattern << " " << path;
  for (const char* path : no) EXPECT_FALSE(matches(pattern, path)) << pattern << " " << path;
}

TEST(LspGlobs, StarsAndQuestionMarksStayWithinASegment) {
  expect_only("*.py", {"a.py", ".py"}, {"a.pyi", "d/a.py", "a.p"});
  expect_only("a?c/*", {"abc/", "abc/x", "a漢c/x"}, {"a/c/x", "ac/x", "abc/x/y", "abc"});
  expect_only("*", {"", "x"}, {"x/y"});
}

TEST(LspGlobs, TwoStarsAreAnyNumberOfSegments) {
  expect_only("**/*.ts", {"a.ts", "d/a.ts", "d/e/f/a.ts"}, {"a.js", "d/a.ts/x"});
  expect_only("src/**/x", {"src/x", "src/a/x", "src/a/b/x"}, {"srcx", "src/ax", "src", "a/src/x"});
  expect_only("a/**", {"a/b", "a/b/c", "a", "a/"}, {"ab", "b/a/c"});
  expect_only("**", {"", "a", "a/b"}, {});
  expect_only("**/a/**/b/**", {"a/b", "x/a/y/b/z", "a/b/c"}, {"a", "b/a", "ab"});
  expect_only("**/**/x", {"x", "a/x", "a/b/x"}, {"ax"});
}

TEST(LspGlobs, TwoStarsThatAreNoSegmentAreOne) {
  expect_only("**.py", {"a.py"}, {"d/a.py"});
  expect_only("a**/b", {"a/b", "ax/b"}, {"ax/y/b"});
  expect_only("{a}**/b", {"a/b", "ax/b"}, {"ax/y/b"});
}

TEST(LspGlobs, BracesGiveAlternatives) {
  expect_only("**/*.{ts,js}", {"a.ts", "d/a.js"}, {"a.tsx", "a.{ts,js}", "a."});
  expect_only("{a,b{c,d}}e", {"ae", "bce", "bde"}, {"be", "ace", "e"});
  expect_only("x{,y}", {"x", "xy"}, {"xyy"});
  expect_only("{**/*.py,**/pyproject.toml}", {"a.py", "d/pyproject.toml"}, {"d/a.toml"});
  expect_only("{src,lib}/**", {"src/a", "lib/b/c", "lib"}, {"a/src"});
  expect_only("/abs/{**/x,y}", {"/abs/x", "/abs/a/b/x", "/abs/y"}, {"abs/x", "/abs/a/y"});
}

TEST(LspGlobs, BracketsGiveCharacters) {
  expect_only("x.[0-9]", {"x.0", "x.9"}, {"x.a", "x.", "x.10"});
  expect_only("x.[!0-9]", {"x.a", "x.é"}, {"x.0", "x./"});
  expect_only("[^a]", {"b"}, {"a", "/"});
  expect_only("[abc-]x", {"ax", "-x"}, {"dx"});
  expect_only("[]]", {"]"}, {"["});
  expect_only("[α-ω]", {"β"}, {"b"});
  expect_only("[!]]", {"x"}, {"]"});
  expect_only("{[!],{]}", {"x"}, {"]", ",", "{"});
  expect_only("[{,}]", {"{", ",", "}"}, {"x"});
  expect_only("{[,],b}", {",", "b"}, {"[", "]"});
}

TEST(LspGlobs, WhatIsNotClosedIsMeantLiterally) {
  expect_only("a[b", {"a[b"}, {"ab"});
  expect_only("a[", {"a["}, {"a"});
  expect_only("a[!", {"a[!"}, {"ax"});
  expect_only("a{b,c", {"a{b,c"}, {"ab", "ac"});
  expect_only("a}b,c", {"a}b,c"}, {"ab"});
  expect_only("{a{b,c}", {"{ab", "{ac"}, {"a"});
}

TEST(LspGlobs, BytesThatAreNotUtf8AreCharacters) {
  EXPECT_TRUE(matches("?.py", "\xFF.py"));
  EXPECT_TRUE(matches("\xFF*", "\xFFx"));
  EXPECT_FALSE(matches("\xFF", "\xFE"));
}

TEST(LspGlobs, HostilePatternsTakeNoLongTime) {
  // With backtracking these would take longer than anybody lives.
  std::string stars, braces, deep;
  for (int i = 0; i < 200; ++i) {
    stars += "**/*a";
    braces += "{a,aa}";
  }
  EXPECT_FALSE(matches(stars + "b", std::string(2'000, 'a')));
  EXPECT_FALSE(matches(braces + "b", std::string(300, 'a')));
  EXPECT_TRUE(matches(braces, std::string(300, 'a')));
  deep = std::string(20'000, '{') + "a" + std::string(20'000, '}');
  EXPECT_TRUE(matches(deep, "a"));
  EXPECT_TRUE(matches(std::string(20'000, '{'), std::string(20'000, '{')));
}

}  // namespace
}  // namespace toolbox
