#include <gtest/gtest.h>
#include <unistd.h>

#include "base/users.h"
#include "fixtures.h"

namespace toolbox {
namespace {

TEST(Users, RootIsFoundByIdAndByName) {
  const auto by_id = find_user(uid_t{0});
  ASSERT_TRUE(by_id);
  EXPECT_EQ(by_id->name, "root");
  EXPECT_FALSE(by_id->home.empty());
  const auto by_name = find_user(std::string("root"));
  ASSERT_TRUE(by_name);
  EXPECT_EQ(by_name->uid, 0U);
  EXPECT_EQ(by_name->gid, 0U);
  EXPECT_EQ(by_name->home, by_id->home);
  EXPECT_EQ(find_group("root"), gid_t{0});
}

TEST(Users, WhoIsNotThereIsNotFound) {
  EXPECT_FALSE(find_user(uid_t{3'999'999'999}));
  EXPECT_FALSE(find_user(std::string("no such user")));
  EXPECT_FALSE(find_user(std::string()));
  EXPECT_FALSE(find_group("no such group"));
}

TEST(Users, TheHomeIsWhatTheVariableSays) {
  const ScopedVariable home("HOME", "/somewhere/else");
  EXPECT_EQ(home_directory(), "/somewhere/else");
}

TEST(Users, WithoutTheVariableTheHomeIsTheOneInPasswd) {
  const auto self = find_user(::geteuid());
  const std::string expected = self ? self->home : "/";
  {
    const ScopedVariable home("HOME", nullptr);
    EXPECT_EQ(home_directory(), expected);
  }
  const ScopedVariable home("HOME", "");
  EXPECT_EQ(home_directory(), expected);
}

}  // namespace
}  // namespace toolbox
