#include <gtest/gtest.h>

#include "base/api_error.h"
#include "pty/exit_status.h"
#include "pty/subprotocols.h"
#include "pty/window_size.h"

namespace toolbox {
namespace {

TEST(PtyExit, SaysHowTheShellEnded) {
  EXPECT_EQ(exited_message(0), R"({"type":"control","status":"exited","exitCode":0})");
  EXPECT_EQ(close_code(0), 1000);
  EXPECT_EQ(close_reason(0), R"({"exitCode":0})");
  for (const auto& [code, reason] : {std::pair{1, "non-zero exit"},
                                     {128, "non-zero exit"},
                                     {129, "signal 1"},
                                     {130, "Ctrl+C"},
                                     {137, "SIGKILL"},
                                     {143, "SIGTERM"}}) {
    EXPECT_EQ(close_code(code), 1011);
    EXPECT_EQ(close_reason(code),
              "{\"exitCode\":" + std::to_string(code) + ",\"exitReason\":\"" + reason + "\"}");
  }
}

TEST(PtyExit, ErrorsAreJson) {
  EXPECT_EQ(error_message("a \"quoted\" reason"),
            R"({"type":"control","status":"error","error":"a \"quoted\" reason"})");
  EXPECT_EQ(control_message("connected"), R"({"type":"control","status":"connected"})");
}

TEST(PtyResize, TakesExactlyASize) {
  EXPECT_EQ(parse_resize(R"({"rows":24,"cols":80})"), (WindowSize{80, 24}));
  EXPECT_EQ(parse_resize("\n { \"cols\": 1000,\t\"rows\": 1 }\n"), (WindowSize{1000, 1}));
}

TEST(PtyResize, EverythingElseIsInput) {
  for (const char* text :
       {"", "ls\n", "{", "{}", R"({"rows":24})", R"({"rows":24,"cols":80,"x":1})", R"({"rows":0,"cols":80})",
        R"({"rows":24,"cols":1001})", R"({"rows":"24","cols":80})", R"({"rows":24.5,"cols":80})",
        R"([24,80])", R"({"rows":24,"cols":99999999999999999999})"}) {
    EXPECT_FALSE(parse_resize(text)) << text;
  }
}

std::map<std::string, std::string> environment(const std::string& base64) {
  return offered_environment({"other", "X-Daytona-Pty-Envs~" + base64, "X-Daytona-Pty-Exit-Control"});
}

TEST(PtySubprotocols, CarryTheEnvironment) {
  EXPECT_TRUE(offered_environment({"X-Daytona-Pty-Exit-Control"}).empty());
  EXPECT_TRUE(environment("e30").empty());
  const std::map<std::string, std::string> wanted{{"DRV", "pty env ☃"}};
  EXPECT_EQ(environment("eyJEUlYiOiJwdHkgZW52IOKYgyJ9"), wanted);
  // ">>>???" in both alphabets, with and without padding.
  const std::map<std::string, std::string> odd{{"A", ">>>???"}};
  EXPECT_EQ(environment("eyJBIjoiPj4-Pz8_In0"), odd);
  EXPECT_EQ(environment("eyJBIjoiPj4+Pz8/In0="), odd);
}

TEST(PtySubprotocols, RefuseWhatIsNoEnvironment) {
  for (const char* base64 :
       {"", "=", "e", "e3!0", "eyJBIjpudWxsfQ", "bm90IGpzb24", "W10", "eyJBIjoxfQ", "eyJB"}) {
    EXPECT_THROW(environment(base64), ApiError) << base64;
  }
}

TEST(PtySubprotocols, ExitControlIsOffered) {
  EXPECT_TRUE(offers_exit_control({"a", "X-Daytona-Pty-Exit-Control"}));
  EXPECT_FALSE(offers_exit_control({"X-Daytona-Pty-Exit-Control2"}));
}

}  // namespace
}  // namespace toolbox
