#include <gtest/gtest.h>
#include <unistd.h>

#include "base/shell.h"
#include "fixtures.h"

namespace toolbox {
namespace {

// What a Debian has for certain; the rest of the order shows only where zsh is installed as well.
constexpr auto bash = "/bin/bash";

class Shell : public testing::Test {
 protected:
  void SetUp() override {
    if (::access(bash, X_OK) != 0) GTEST_SKIP() << "there is no " << bash;
  }

  std::string find(const std::string& etc_shells, const char* variable = nullptr) const {
    return find_shell(directory.write("shells", etc_shells), variable);
  }

  TempDir directory;
};

TEST_F(Shell, AListedShellThatExistsIsTaken) {
  EXPECT_EQ(find("# shells\n/bin/sh\n/bin/bash\n"), bash);
  EXPECT_EQ(find("/bin/bash"), bash);
}

TEST_F(Shell, BlanksAndCarriageReturnsAroundANameDoNotCount) {
  EXPECT_EQ(find("  /bin/bash \t\r\n"), bash);
}

TEST_F(Shell, CommentLinesDoNotCount) {
  EXPECT_EQ(find("#/bin/bash\n  # /bin/bash\n"), "sh");
}

TEST_F(Shell, AListedShellWinsOverTheVariable) {
  EXPECT_EQ(find("/bin/bash\n", "/bin/sh"), bash);
}

TEST_F(Shell, OneThatDoesNotExistIsSkipped) {
  if (::access("/bin/zsh", X_OK) == 0) GTEST_SKIP() << "zsh is installed";
  EXPECT_EQ(find("/usr/bin/zsh\n/bin/zsh\n/bin/bash\n"), bash);
}

TEST_F(Shell, OtherShellsInTheListDoNotCount) {
  EXPECT_EQ(find("/bin/sh\n/bin/dash\n"), "sh");
}

TEST_F(Shell, WithoutAListTheVariableDecides) {
  EXPECT_EQ(find("", "/bin/sh"), "/bin/sh");
  EXPECT_EQ(find_shell(directory.at("absent"), "/bin/sh"), "/bin/sh");
}

TEST_F(Shell, AVariableThatNamesNoProgramDoesNotCount) {
  EXPECT_EQ(find("", nullptr), "sh");
  EXPECT_EQ(find("", ""), "sh");
  EXPECT_EQ(find("", "/no/such/shell"), "sh");
  EXPECT_EQ(find("", directory.path().c_str()), "sh");
}

}  // namespace
}  // namespace toolbox
