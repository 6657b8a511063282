#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "base/api_error.h"
#include "git/ignore_rules.h"
#include "git/pathspec.h"
#include "git/wildmatch.h"

namespace toolbox {
namespace {

struct Pattern {
  const char* pattern;
  const char* text;
  bool matches;
};

void expect_matches(const std::vector<Pattern>& cases, Star star) {
  for (const auto& c : cases)
    EXPECT_EQ(wildmatch(c.pattern, c.text, star), c.matches) << c.pattern << " on " << c.text;
}

TEST(Wildmatch, StarsStopAtSlashesUnlessDoubled) {
  expect_matches({{"*.o", "a.o", true},
                  {"*.o", "d/a.o", false},
                  {"?", "/", false},
                  {"**/a", "a", true},
                  {"**/a", "x/y/a", true},
                  {"a/**", "a/b/c", true},
                  {"a/**", "a", false},
                  {"a/**/b", "a/b", true},
                  {"a/**/b", "a/x/y/b", true},
                  {"a/**/b", "a/xb", false}},
                 Star::within_name);
}

TEST(Wildmatch, StarsOfPathspecsMatchSlashes) {
  expect_matches({{"*.o", "d/a.o", true}, {"d*o", "d/e/a.o", true}, {"*", "", true}, {"?.o", "ab.o", false}},
                 Star::any);
}

TEST(Wildmatch, Sets) {
  expect_matches({{"[a-c]x", "bx", true},
                  {"[!a-c]x", "bx", false},
                  {"[^a-c]x", "dx", true},
                  {"[]x]", "]", true},
                  {"[a-]", "-", true},
                  {"[[:digit:]]", "7", true},
                  {"[[:digit:]]", "a", false},
                  {"[!a]", "/", false}},
                 Star::within_name);
}

TEST(Wildmatch, BackslashesTakeTheMeaningAway) {
  expect_matches({{"\\*", "*", true}, {"\\*", "a", false}, {"[\\]]", "]", true}, {"a\\\\b", "a\\b", true}},
                 Star::within_name);
}

TEST(Wildmatch, MalformedPatternsMatchNothing) {
  expect_matches({{"[a", "a", false}, {"[a", "[a", false}, {"a\\", "a", false}, {"[[:nope:]]", "n", false}},
                 Star::within_name);
}

TEST(Wildmatch, Case) {
  EXPECT_FALSE(wildmatch("*.TXT", "a.txt", Star::within_name));
  EXPECT_TRUE(wildmatch("*.TXT", "a.txt", Star::within_name, true));
}

TEST(Wildmatch, ManyStarsEnd) {
  std::string pattern;
  for (int i = 0; i < 200; ++i) pattern += "a*";
  EXPECT_FALSE(wildmatch(pattern + "b", std::string(1000, 'a'), Star::any));
}

bool ignored(const char* rules, const char* path, bool directory = false) {
  return IgnoreRules(nullptr, "", rules, false).ignored(path, directory);
}

TEST(IgnoreRules, NamesAtAnyDepthAndWholePaths) {
  EXPECT_TRUE(ignored("x\n", "d/x"));
  EXPECT_TRUE(ignored("/x\n", "x"));
  EXPECT_FALSE(ignored("/x\n", "d/x"));
  EXPECT_TRUE(ignored("d/x\n", "d/x"));
  EXPECT_FALSE(ignored("d/x\n", "e/d/x"));
}

TEST(IgnoreRules, PatternsForDirectories) {
  EXPECT_TRUE(ignored("build/\n", "d/build", true));
  EXPECT_FALSE(ignored("build/\n", "d/build"));
}

TEST(IgnoreRules, TheLastThatMatchesCounts) {
  EXPECT_FALSE(ignored("*.o\n!keep.o\n", "keep.o"));
  EXPECT_TRUE(ignored("!keep.o\n*.o\n", "keep.o"));
}

TEST(IgnoreRules, CommentsBlanksAndLineEnds) {
  EXPECT_FALSE(ignored("# x\n", "# x"));
  EXPECT_TRUE(ignored("\\#x\n", "#x"));
  EXPECT_TRUE(ignored("\\!x\n", "!x"));
  EXPECT_TRUE(ignored("x  \r\n", "x"));
  EXPECT_TRUE(ignored("x\\ \n", "x "));
  EXPECT_TRUE(ignored("\xEF\xBB\xBFx", "x"));
  EXPECT_FALSE(ignored("\n/\n!\n", "x"));
}

TEST(IgnoreRules, ADirectorysOwnTakePrecedence) {
  const auto below = std::make_shared<const IgnoreRules>(nullptr, "", "*.log\n", false);
  const IgnoreRules rules(below, "d/", "!keep.log\n/top\n", false);
  EXPECT_TRUE(rules.ignored("d/x.log", false));
  EXPECT_FALSE(rules.ignored("d/keep.log", false));
  EXPECT_TRUE(rules.ignored("d/top", false));
  EXPECT_FALSE(rules.ignored("d/e/top", false));
}

PathSelection select(const std::vector<std::string>& names) {
  return {names, "/w/"};
}

TEST(PathSelection, FilesAndDirectories) {
  const auto selection = select({"a.txt", "d/./e/../f"});
  EXPECT_TRUE(selection.has("a.txt"));
  EXPECT_TRUE(selection.has("d/f"));
  EXPECT_TRUE(selection.has("d/f/g"));
  EXPECT_FALSE(selection.has("d/fg"));
  EXPECT_FALSE(selection.has("a.txt2"));
  EXPECT_TRUE(selection.may_have_within("d/"));
  EXPECT_TRUE(selection.may_have_within("d/f/x/"));
  EXPECT_FALSE(selection.may_have_within("e/"));
}

TEST(PathSelection, ASlashAtTheEndWantsADirectory) {
  EXPECT_FALSE(select({"d/"}).has("d"));
  EXPECT_TRUE(select({"d/"}).has("d/x"));
}

TEST(PathSelection, AllAndAbsoluteNames) {
  for (const char* all : {".", "./", "/w", "/w/", "d/.."}) EXPECT_TRUE(select({all}).has("x/y")) << all;
  EXPECT_TRUE(select({"/w/d"}).has("d/x"));
  EXPECT_FALSE(select({"/w/d"}).has("x"));
}

TEST(PathSelection, Wildcards) {
  const auto selection = select({"d/*.md"});
  EXPECT_TRUE(selection.has("d/x.md"));
  EXPECT_TRUE(selection.has("d/e/x.md"));
  EXPECT_FALSE(selection.has("x.md"));
  EXPECT_TRUE(selection.may_have_within("d/e/"));
  EXPECT_FALSE(selection.may_have_within("e/"));
}

TEST(PathSelection, WhatIsNoFileOfTheWorktreeIsRefused) {
  EXPECT_THROW(select({}), ApiError);
  for (const char* name : {"", "..", "../x", "d/../../x", "/", "/etc/passwd", "/w2/x", "/w/../x", ".git",
                           ".git/config", ".GIT/x", "d/.git/x"}) {
    EXPECT_THROW(select({name}), ApiError) << name;
  }
}

}  // namespace
}  // namespace toolbox
