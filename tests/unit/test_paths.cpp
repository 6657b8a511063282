#include <gtest/gtest.h>

#include "files/paths.h"

namespace toolbox {
namespace {

TEST(Paths, CleaningKeepsWhatTheSystemWouldFind) {
  EXPECT_EQ(clean_path("/a//b/./c/"), "/a/b/c");
  EXPECT_EQ(clean_path("./a"), "a");
  EXPECT_EQ(clean_path("."), ".");
  EXPECT_EQ(clean_path("./"), ".");
  EXPECT_EQ(clean_path("///"), "/");
  EXPECT_EQ(clean_path("a/../b"), "a/../b") << "a may be a link";
  EXPECT_EQ(clean_path(".hidden/..x"), ".hidden/..x");
}

TEST(Paths, JoiningIsAsShortAsPossible) {
  EXPECT_EQ(join_path("/", "a"), "/a");
  EXPECT_EQ(join_path(".", "a"), "a");
  EXPECT_EQ(join_path("b", "a"), "b/a");
}

TEST(Paths, RelativeOnesStartAtTheWorkingDirectory) {
  EXPECT_EQ(absolute_path("/w", "a/"), "/w/a");
  EXPECT_EQ(absolute_path("/w", "."), "/w");
  EXPECT_EQ(absolute_path("/", "a"), "/a");
  EXPECT_EQ(absolute_path("/w", "/a"), "/a");
}

TEST(Paths, SplitAtTheLastSlash) {
  EXPECT_EQ(base_name("/a/b"), "b");
  EXPECT_EQ(base_name("b"), "b");
  EXPECT_EQ(base_name("/"), "/");
  EXPECT_EQ(parent_path("/a/b"), "/a");
  EXPECT_EQ(parent_path("/a"), "/");
  EXPECT_EQ(parent_path("a"), ".");
}

}  // namespace
}  // namespace toolbox
