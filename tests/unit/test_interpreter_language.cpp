#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "interpreter/language.h"
#include "unit/temp_dir.h"

namespace toolbox {
namespace {

void make_program(const std::filesystem::path& path) {
  std::ofstream(path) << "#!/bin/sh\n";
  std::filesystem::permissions(path, std::filesystem::perms::owner_all);
}

TEST(Language, NamesAreExact) {
  EXPECT_EQ(parse_language("python"), Language::python);
  EXPECT_EQ(parse_language("typescript"), Language::typescript);
  EXPECT_EQ(parse_language("Python"), std::nullopt);
  EXPECT_EQ(parse_language(""), std::nullopt);
  EXPECT_EQ(name_of(Language::bash), "bash");
}

TEST(Language, WhatIsAvailableDependsOnPath) {
  const TempDir dir;
  const std::vector<std::string> environment{"PATH=" + dir.path()};
  EXPECT_EQ(unsupported_language("go", false, environment),
            "bad request: unsupported language: go; available here: none");
  make_program(dir.at("python3"));
  make_program(dir.at("node"));
  EXPECT_TRUE(installed(Language::typescript, environment));
  EXPECT_FALSE(installed(Language::bash, environment));
  EXPECT_EQ(unsupported_language("go", false, environment),
            "bad request: unsupported language: go; available here: javascript, python");
  EXPECT_EQ(
      unsupported_language("go\xff", true, environment),
      "bad request: unsupported language: go\xef\xbf\xbd; available here: javascript, python, typescript");
}

}  // namespace
}  // namespace toolbox
