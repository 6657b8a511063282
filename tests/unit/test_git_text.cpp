#include <gtest/gtest.h>

#include <cstdint>
#include <string>

#include "git/cache_tree.h"
#include "git/commit_text.h"
#include "git/renames.h"

namespace toolbox {
namespace {

using namespace std::string_literals;

TEST(CommitText, IsConvertedFromTheSingleByteEncodings) {
  EXPECT_EQ(commit_text("Gr\xFC\xDF", "ISO-8859-1"), "Grüß");
  EXPECT_EQ(commit_text("\x85", "latin1"), "\xC2\x85");
  EXPECT_EQ(commit_text("\x93q\x94 \x80 \xE9", "CP1252"), "“q” € é");
  EXPECT_EQ(commit_text("\x81", "windows-1252"), "\uFFFD");
}

TEST(CommitText, IsKeptInOtherEncodings) {
  EXPECT_EQ(commit_text("Grüß", nullptr), "Grüß");
  EXPECT_EQ(commit_text("Grüß", "UTF-8"), "Grüß");
  EXPECT_EQ(commit_text("\x93\xFA", "Shift_JIS"), "\x93\xFA");
  EXPECT_EQ(commit_text(nullptr, nullptr), "");
}

TEST(CommitTime, HasTheZoneOfTheCommit) {
  EXPECT_EQ(commit_time(0, 0), "1970-01-01T00:00:00Z");
  EXPECT_EQ(commit_time(1'700'000'000, 120), "2023-11-15T00:13:20+02:00");
  EXPECT_EQ(commit_time(1'700'000'000, -210), "2023-11-14T18:43:20-03:30");
  EXPECT_EQ(commit_time(-1, 0), "1969-12-31T23:59:59Z");
}

constexpr std::uint32_t whole = 60000;

std::string lines(int from, int to) {
  std::string text;
  for (int i = from; i < to; ++i) text += "line " + std::to_string(100 + i) + "\n";
  return text;
}

TEST(Similarity, IsThePartThatBothHave) {
  EXPECT_EQ(similarity(lines(0, 10), lines(0, 10)), whole);
  EXPECT_EQ(similarity(lines(0, 10), lines(10, 20)), 0U);
  EXPECT_EQ(similarity(lines(0, 10), lines(0, 8) + lines(20, 22)), whole / 10 * 8);
  EXPECT_EQ(similarity(lines(0, 8), lines(0, 10)), whole / 10 * 8);
}

TEST(Similarity, TheOrderOfLinesDoesNotCount) {
  EXPECT_EQ(similarity(lines(0, 5) + lines(5, 10), lines(5, 10) + lines(0, 5)), whole);
}

TEST(Similarity, OfTextLineEndsDoNotCount) {
  EXPECT_GT(similarity("one\r\ntwo\r\nthree\r\n", "one\ntwo\nthree\n"), whole / 2);
  EXPECT_EQ(similarity("\0one\r\n"s, "\0one\n"s), 0U);
}

TEST(Similarity, OfNothingOrMuchLongerTextsIsNone) {
  EXPECT_EQ(similarity("", ""), 0U);
  EXPECT_EQ(similarity("x\n", ""), 0U);
  EXPECT_EQ(similarity(lines(0, 4), lines(0, 10)), 0U);
}

std::string number(std::uint32_t value) {
  std::string bytes;
  for (const int shift : {24, 16, 8, 0}) bytes += static_cast<char>(value >> shift & 0xFF);
  return bytes;
}

std::string entry(const std::string& path) {
  std::string text = std::string(60, '\0') + '\0' + static_cast<char>(path.size()) + path + '\0';
  text.resize((text.size() + 7) / 8 * 8);
  return text;
}

std::string extension(const std::string& name, const std::string& body) {
  return name + number(static_cast<std::uint32_t>(body.size())) + body;
}

// An index file of version 2 with one entry.
std::string index_file(const std::string& extensions) {
  return "DIRC" + number(2) + number(1) + entry("d/x") + extensions + std::string(20, 'c');
}

const std::string tree_body = "\0"s + "1 1\n" + std::string(20, 'r') + "d\0"s + "-1 0\n";

TEST(CachedTree, IsReadFromTheIndex) {
  const auto tree = parse_cached_tree(index_file(extension("TREE", tree_body)));
  ASSERT_TRUE(tree);
  ASSERT_TRUE(tree->id);
  EXPECT_EQ(tree->id->id[0], 'r');
  ASSERT_NE(tree->child("d"), nullptr);
  EXPECT_FALSE(tree->child("d")->id);
  EXPECT_EQ(tree->child("e"), nullptr);
}

TEST(CachedTree, OtherExtensionsAreSkipped) {
  EXPECT_FALSE(parse_cached_tree(index_file(extension("REUC", "x"))));
  EXPECT_TRUE(parse_cached_tree(index_file(extension("REUC", "x") + extension("TREE", tree_body))));
}

TEST(CachedTree, WhatIsNotUnderstoodIsNone) {
  const std::string whole_file = index_file(extension("TREE", tree_body));
  EXPECT_FALSE(parse_cached_tree(""));
  EXPECT_FALSE(parse_cached_tree("DIRC" + number(9) + number(0) + std::string(40, '\0')));
  EXPECT_FALSE(parse_cached_tree("DIRC" + number(2) + number(0xFFFFFFFF) + std::string(40, '\0')));
  EXPECT_FALSE(parse_cached_tree(index_file(extension("TREE", "\0"s + "99 99999999\n"))));
  EXPECT_FALSE(parse_cached_tree(index_file(extension("TREE", "\0"s + "many 0\n"))));
  for (std::size_t size = 0; size < whole_file.size(); ++size) {
    EXPECT_FALSE(parse_cached_tree(std::string_view(whole_file).substr(0, size))) << size;
  }
}

TEST(CachedTree, DirectoriesThatAreTooDeepAreNone) {
  std::string body;
  for (int i = 0; i < 100'000; ++i) body += "d\0"s + "-1 1\n";
  EXPECT_FALSE(parse_cached_tree(index_file(extension("TREE", body))));
}

}  // namespace
}  // namespace toolbox
