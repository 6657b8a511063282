#include <gtest/gtest.h>

#include <algorithm>

#include "base/api_error.h"
#include "base/environment.h"
#include "fixtures.h"

namespace toolbox {
namespace {

TEST(Environment, NamesAreAsInAShell) {
  for (const char* name : {"A", "_", "a1", "PATH", "_9", "lower_Case"})
    EXPECT_TRUE(valid_variable_name(name)) << name;
  for (const char* name : {"", "1A", "A-B", "A B", "A=B", "É", "A.B", " A"}) {
    EXPECT_FALSE(valid_variable_name(name)) << name;
  }
  EXPECT_FALSE(valid_variable_name(std::string_view("A\0B", 3)));
}

TEST(Environment, WhatIsSetIsThereUntilItIsUnset) {
  Environment environment({{"A", "1"}});
  environment.set("B", "2");
  environment.set("A", "3");
  EXPECT_EQ(environment.get("A"), "3");
  EXPECT_EQ(environment.get("B"), "2");
  environment.unset("A");
  environment.unset("never there");
  EXPECT_EQ(environment.get("A"), std::nullopt);
  EXPECT_EQ(environment.variables(), (Environment::Variables{{"B", "2"}}));
}

TEST(Environment, ExtraVariablesReplaceThoseOfTheSameName) {
  const Environment environment({{"A", "1"}, {"B", "2"}});
  auto list = environment.with({{"B", "x=y"}, {"C", ""}});
  std::ranges::sort(list);
  EXPECT_EQ(list, (std::vector<std::string>{"A=1", "B=x=y", "C="}));
  EXPECT_EQ(environment.get("B"), "2");
}

TEST(Environment, TheProcesssVariablesAreTakenOver) {
  const ScopedVariable variable("TOOLBOXD_UNIT_TEST", "a=b\nc");
  const auto variables = Environment::of_process();
  ASSERT_TRUE(variables.contains("TOOLBOXD_UNIT_TEST"));
  EXPECT_EQ(variables.at("TOOLBOXD_UNIT_TEST"), "a=b\nc");
}

TEST(Environment, OnlyNamesAndValuesThatItCanHoldPass) {
  EXPECT_THROW(check_environment({{"1A", "x"}}), ApiError);
  EXPECT_THROW(check_environment({{"A", std::string("a\0b", 3)}}), ApiError);
  EXPECT_NO_THROW(check_environment({{"_a1", "x=y"}}));
}

}  // namespace
}  // namespace toolbox
