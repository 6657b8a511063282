#include <gtest/gtest.h>
#include <unistd.h>

#include <string>

#include "session/shell_link.h"
#include "unit/temp_dir.h"

namespace toolbox {
namespace {

ShellOrder order(std::string_view command) {
  ShellOrder order;
  order.command = command;
  order.stdin_fd = 3;
  order.stdout_fd = 4;
  order.stderr_fd = 5;
  order.token = "T";
  return order;
}

std::string fd(int number) {
  return "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(number);
}

TEST(ShellLines, ACommandIsQuotedAndGetsItsDescriptors) {
  EXPECT_EQ(
      lines_for(order("echo 'a b'"), ShellKind::posix),
      "\\command eval 'echo '\\''a b'\\''' <" + fd(3) + " >>" + fd(4) + " 2>>" + fd(5) + "\n! <\"/T/$?\"\n");
}

TEST(ShellLines, ZshHasItsOwnWordForBuiltins) {
  EXPECT_TRUE(lines_for(order("true"), ShellKind::zsh).starts_with("{ \\builtin eval 'true'; } <"));
  EXPECT_TRUE(lines_for(order("true"), ShellKind::bash).starts_with("\\command eval 'true' <"));
}

TEST(ShellLines, ALongScriptIsReadFromItsFile) {
  auto script = order("");
  script.script_fd = 9;
  EXPECT_TRUE(lines_for(script, ShellKind::posix).starts_with("\\command . " + fd(9) + " <"));
}

TEST(ShellLines, TheLastCodeIsSetAnew) {
  auto next = order("true");
  next.last_code = 42;
  EXPECT_TRUE(lines_for(next, ShellKind::posix).starts_with("(\\command exit 42) && \\:\n\\command eval"));
}

TEST(ShellKinds, LinksAreResolved) {
  const TempDir dir;
  dir.write("bash", "");
  ASSERT_EQ(::symlink(dir.at("bash").c_str(), dir.at("sh").c_str()), 0);
  EXPECT_EQ(kind_of_shell(dir.at("sh")), ShellKind::bash);
  EXPECT_EQ(kind_of_shell("/nowhere/zsh-5.9"), ShellKind::zsh);
  EXPECT_EQ(kind_of_shell("/nowhere/dash"), ShellKind::posix);
}

TEST(ShellKinds, ShellsOfOtherLanguagesCanNotRunSessions) {
  EXPECT_FALSE(can_run_sessions("/usr/bin/fish"));
  EXPECT_FALSE(can_run_sessions("tcsh"));
  EXPECT_TRUE(can_run_sessions("/bin/busybox"));
}

TEST(ReportReader, FindsTheReportHoweverItComes) {
  const std::string text = "sh: 2: cannot open /T/42: No such file\n";
  for (std::size_t size = 1; size <= text.size(); ++size) {
    ReportReader reader;
    reader.expect("T");
    std::optional<int> code;
    for (std::size_t at = 0; at < text.size(); at += size) {
      EXPECT_EQ(code, std::nullopt);
      code = reader.feed(std::string_view(text).substr(at, size));
    }
    EXPECT_EQ(code, 42);
  }
}

TEST(ReportReader, OtherReportsAndTextsDoNotCount) {
  ReportReader reader;
  reader.expect("secret");
  EXPECT_EQ(reader.feed("/other/0\n/secre/1\n0\n"), std::nullopt);
  EXPECT_EQ(reader.feed("a trap's words\nsh: /secret/7: none\nmore"), 7);
  EXPECT_EQ(reader.rest(), "/other/0\n/secre/1\n0\na trap's words\nmore");
}

TEST(ReportReader, TheLineThatMakesTheReportIsNone) {
  ReportReader reader;
  reader.expect("T");
  EXPECT_EQ(reader.feed("! <\"/T/$?\"\n"), std::nullopt);
  EXPECT_EQ(reader.feed("sh: /T/5: none\n"), 5);
}

TEST(ReportReader, AReportCountsOnce) {
  ReportReader reader;
  reader.expect("T");
  EXPECT_EQ(reader.feed("/T/1\n"), 1);
  EXPECT_EQ(reader.feed("/T/2\n"), std::nullopt);
}

TEST(ReportReader, WhatComesBesideIsBounded) {
  ReportReader reader;
  reader.expect("T");
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(reader.feed(std::string(100, 'x')), std::nullopt);
  EXPECT_LE(reader.rest().size(), 4096U);
  EXPECT_EQ(reader.feed("\n/T/3\n"), 3);
}

}  // namespace
}  // namespace toolbox
