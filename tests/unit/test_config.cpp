#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "base/config.h"
#include "base/limits.h"
#include "base/version.h"
#include "fixtures.h"

namespace toolbox {
namespace {

using Variables = std::map<std::string, std::string>;

Invocation invoke(const std::vector<std::string>& flags, const Variables& variables = {}) {
  std::vector<const char*> argv{"toolboxd"};
  for (const auto& flag : flags) argv.push_back(flag.c_str());
  return parse_invocation(static_cast<int>(argv.size()), argv.data(), variables);
}

Config with_flags(const std::vector<std::string>& flags) {
  return invoke(flags).config;
}
Config with_variables(const Variables& variables) {
  return invoke({}, variables).config;
}

// Why the start fails; the test fails when it does not.
std::string start_error(const std::vector<std::string>& flags, const Variables& variables = {}) {
  try {
    invoke(flags, variables);
  } catch (const StartError& e) {
    return e.message;
  }
  ADD_FAILURE() << "it would start";
  return {};
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

TEST(Config, WithoutFlagsAndVariablesTheDefaultsHold) {
  const Config c = with_flags({});
  EXPECT_EQ(c.port, 2280);
  EXPECT_EQ(c.host, "");
  EXPECT_EQ(c.max_connections, limits::max_connections);
  EXPECT_EQ(c.auth_token, "");
  EXPECT_FALSE(c.home_as_workdir);
  EXPECT_EQ(c.log.level, "info");
  EXPECT_EQ(c.log.file, "/tmp/daytona-daemon.log");
  EXPECT_EQ(c.log.max_size_mb, 100U);
  EXPECT_EQ(c.log.max_backups, 5U);
  EXPECT_EQ(c.log.max_age_days, 14U);
  EXPECT_TRUE(c.log.compress);
  EXPECT_TRUE(c.warnings.empty());
}

TEST(Config, EveryVariableIsTaken) {
  const Config c = with_variables({{"TOOLBOX_PORT", "8080"},
                                   {"TOOLBOX_HOST", "127.0.0.1"},
                                   {"TOOLBOX_MAX_CONNECTIONS", "7"},
                                   {"TOOLBOX_AUTH_TOKEN", "secret"},
                                   {"DAYTONA_USER_HOME_AS_WORKDIR", "true"},
                                   {"DAYTONA_SANDBOX_ID", "box"},
                                   {"LOG_LEVEL", "debug"},
                                   {"DAYTONA_DAEMON_LOG_FILE_PATH", "/var/log/x"},
                                   {"DAYTONA_DAEMON_LOG_MAX_SIZE_MB", "1"},
                                   {"DAYTONA_DAEMON_LOG_MAX_BACKUPS", "0"},
                                   {"DAYTONA_DAEMON_LOG_MAX_AGE_DAYS", "3"},
                                   {"DAYTONA_DAEMON_LOG_COMPRESS", "false"}});
  EXPECT_EQ(c.port, 8080);
  EXPECT_EQ(c.host, "127.0.0.1");
  EXPECT_EQ(c.max_connections, 7U);
  EXPECT_EQ(c.auth_token, "secret");
  EXPECT_TRUE(c.home_as_workdir);
  EXPECT_EQ(c.log.level, "debug");
  EXPECT_EQ(c.log.file, "/var/log/x");
  EXPECT_EQ(c.log.max_size_mb, 1U);
  EXPECT_EQ(c.log.max_backups, 0U);
  EXPECT_EQ(c.log.max_age_days, 3U);
  EXPECT_FALSE(c.log.compress);
}

TEST(Config, EveryFlagIsTaken) {
  const Config c = with_flags({"--port",     "0",
                               "--host=::1", "--max-connections",
                               "9",          "--auth-token",
                               "t",          "--home-as-workdir",
                               "1",          "--sandbox-id",
                               "id",         "--log-level",
                               "warn",       "--log-file",
                               "/l",         "--log-max-size-mb",
                               "2",          "--log-max-backups",
                               "3",          "--log-max-age-days",
                               "4",          "--log-compress",
                               "f"});
  EXPECT_EQ(c.port, 0);
  EXPECT_EQ(c.host, "::1");
  EXPECT_EQ(c.max_connections, 9U);
  EXPECT_EQ(c.auth_token, "t");
  EXPECT_TRUE(c.home_as_workdir);
  EXPECT_EQ(c.log.level, "warn");
  EXPECT_EQ(c.log.file, "/l");
  EXPECT_EQ(c.log.max_size_mb, 2U);
  EXPECT_EQ(c.log.max_backups, 3U);
  EXPECT_EQ(c.log.max_age_days, 4U);
  EXPECT_FALSE(c.log.compress);
}

TEST(Config, AFlagWinsOverItsVariable) {
  EXPECT_EQ(invoke({"--port", "1"}, {{"TOOLBOX_PORT", "2"}}).config.port, 1);
  EXPECT_EQ(invoke({"--port", "1"}, {{"TOOLBOX_PORT", "no port"}}).config.port, 1);
}

TEST(Config, APortCanBeOff) {
  EXPECT_EQ(with_variables({{"TOOLBOX_PORT", "off"}}).port, std::nullopt);
  EXPECT_NO_THROW(with_variables(
      {{"TOOLBOX_SSH_PORT", "off"}, {"TOOLBOX_TERMINAL_PORT", "0"}, {"TOOLBOX_RECORDINGS_PORT", "65535"}}));
}

TEST(Config, AnEmptyVariableCountsAsUnset) {
  EXPECT_EQ(
      with_variables({{"TOOLBOX_PORT", ""}, {"LOG_LEVEL", ""}, {"DAYTONA_DAEMON_LOG_COMPRESS", ""}}).port,
      2280);
}

TEST(Config, ABadValueEndsTheStartWithTheVariableTheValueAndWhatIsAccepted) {
  const std::map<std::string, std::vector<std::string>> bad = {
      {"TOOLBOX_PORT", {"65536", "-1", "+1", "80 ", "0x50", "http", "1e3", "OFF"}},
      {"TOOLBOX_SSH_PORT", {"x"}},
      {"TOOLBOX_TERMINAL_PORT", {"x"}},
      {"TOOLBOX_RECORDINGS_PORT", {"x"}},
      {"TOOLBOX_HOST", {"localhost", "1.2.3", "1.2.3.4.5", "[::1]", ":"}},
      {"TOOLBOX_MAX_CONNECTIONS", {"0", "-1", "many", "99999999999999999999"}},
      {"DAYTONA_USER_HOME_AS_WORKDIR", {"yes", "on", "2"}},
      {"DAYTONA_TERMINATION_GRACE_PERIOD", {"5", "999ms", "-5s", "soon"}},
      {"DAYTONA_TERMINATION_CHECK_INTERVAL", {"100", "999us"}},
      {"LOG_LEVEL", {"INFO", "trace"}},
      {"DAYTONA_DAEMON_LOG_MAX_SIZE_MB", {"0", "1.5"}},
      {"DAYTONA_DAEMON_LOG_MAX_BACKUPS", {"-1"}},
      {"DAYTONA_DAEMON_LOG_MAX_AGE_DAYS", {"two"}},
      {"DAYTONA_DAEMON_LOG_COMPRESS", {"gzip"}},
      {"VNC_RESOLUTION", {"1024", "1024x", "x768", "0x768", "1024x768x24", "1024X768"}},
      {"VNC_PORT", {"0", "65536"}},
      {"NO_VNC_PORT", {"off"}},
  };
  for (const auto& [variable, values] : bad) {
    for (const auto& value : values) {
      const std::string error = start_error({}, {{variable, value}});
      EXPECT_TRUE(contains(error, variable + "=" + value)) << error;
      EXPECT_TRUE(contains(error, "it takes ")) << error;
      EXPECT_FALSE(contains(error, "\n")) << error;
    }
  }
}

TEST(Config, ABadFlagIsNamed) {
  EXPECT_TRUE(contains(start_error({"--port", "x"}), "--port=x"));
  EXPECT_TRUE(contains(start_error({"--prot", "1"}), "--prot"));
  EXPECT_TRUE(contains(start_error({"--port"}), "--port"));
  EXPECT_TRUE(contains(start_error({"--port", ""}), "--port"));
}

TEST(Config, ATokenIsNotShownInAnError) {
  const std::string error = start_error({}, {{"TOOLBOX_AUTH_TOKEN", "top\nsecret"}});
  EXPECT_TRUE(contains(error, "TOOLBOX_AUTH_TOKEN")) << error;
  EXPECT_FALSE(contains(error, "secret")) << error;
}

TEST(Config, ATokenThatNoHeaderCanCarryIsRefused) {
  for (const char* token : {"a\nb", "a\rb", " a", "a ", "\ta"}) {
    EXPECT_TRUE(contains(start_error({}, {{"TOOLBOX_AUTH_TOKEN", token}}), "TOOLBOX_AUTH_TOKEN")) << token;
  }
}

TEST(Config, ATokenFileIsReadWithoutItsLineEnd) {
  const TempDir directory;
  for (const char* text : {"secret", "secret\n", "secret\r\n"}) {
    EXPECT_EQ(with_variables({{"TOOLBOX_AUTH_TOKEN_FILE", directory.write("token", text)}}).auth_token,
              "secret");
  }
}

TEST(Config, ATokenFileWithoutATokenEndsTheStart) {
  const TempDir directory;
  for (const std::string& path :
       {directory.write("empty", ""), directory.write("line", "\n"), directory.write("two", "a\nb\n"),
        directory.at("absent"), directory.path()}) {
    EXPECT_TRUE(
        contains(start_error({}, {{"TOOLBOX_AUTH_TOKEN_FILE", path}}), "TOOLBOX_AUTH_TOKEN_FILE=" + path));
  }
}

TEST(Config, ATokenGivenAsAFlagWinsOverTheFileThatAVariableNames) {
  const TempDir directory;
  const std::string file = directory.write("token", "from the file");
  EXPECT_EQ(invoke({"--auth-token", "flag"}, {{"TOOLBOX_AUTH_TOKEN_FILE", file}}).config.auth_token, "flag");
  EXPECT_EQ(invoke({"--auth-token-file", file}, {{"TOOLBOX_AUTH_TOKEN", "variable"}}).config.auth_token,
            "from the file");
}

TEST(Config, AMalformedLabelIsSkippedWithAWarning) {
  const Config c = with_variables({{"DAYTONA_SANDBOX_OTEL_EXTRA_LABELS", "a=b,broken,=x,c="}});
  ASSERT_EQ(c.warnings.size(), 2U);
  EXPECT_TRUE(contains(c.warnings[0], "broken"));
  EXPECT_TRUE(contains(c.warnings[1], "=x"));
}

TEST(Config, ANulInAValueIsRefused) {
  EXPECT_TRUE(
      contains(start_error({}, {{"DAYTONA_SANDBOX_ID", std::string("a\0b", 3)}}), "DAYTONA_SANDBOX_ID"));
}

TEST(Config, VariablesOfOthersAreIgnored) {
  EXPECT_EQ(with_variables({{"PORT", "x"}, {"TOOLBOX_PORTS", "x"}, {"PATH", "/bin"}}).port, 2280);
}

TEST(Config, HelpListsEveryFlagWithItsVariable) {
  const auto help = invoke({"--help"});
  ASSERT_TRUE(help.text);
  EXPECT_EQ(help.exit_code, 0);
  for (const char* part : {"--port", "TOOLBOX_PORT", "--host", "--auth-token-file",
                           "DAYTONA_DAEMON_LOG_COMPRESS", "--version", "VNC_RESOLUTION", "Exit codes"}) {
    EXPECT_TRUE(contains(*help.text, part)) << part;
  }
}

TEST(Config, VersionIsPrinted) {
  EXPECT_EQ(invoke({"--version"}).text, std::string("toolboxd ") + version + "\n");
}

TEST(Config, TheFirstWordThatIsNoFlagBeginsACommand) {
  const auto call = invoke({"--port", "0", "--host=127.0.0.1", "sh", "-c", "echo hi", "--port", "x"});
  EXPECT_EQ(call.command, (std::vector<std::string>{"sh", "-c", "echo hi", "--port", "x"}));
  EXPECT_EQ(call.config.port, 0);
  EXPECT_FALSE(call.entrypoint_logs);
}

TEST(Config, TwoDashesEndTheFlags) {
  EXPECT_EQ(invoke({"--port", "0", "--", "--odd", "a"}).command, (std::vector<std::string>{"--odd", "a"}));
  EXPECT_TRUE(invoke({"--"}).command.empty());
}

TEST(Config, EntrypointLogsIsNoCommand) {
  EXPECT_TRUE(invoke({"entrypoint", "logs"}).entrypoint_logs);
  EXPECT_FALSE(invoke({"entrypoint", "logs", "x"}).entrypoint_logs);
  EXPECT_FALSE(invoke({"entrypoint"}).entrypoint_logs);
  EXPECT_FALSE(invoke({"--", "entrypoint", "logs"}).entrypoint_logs);
}

TEST(Config, AFlagThatIsUnknownIsNoCommand) {
  EXPECT_TRUE(contains(start_error({"--prot", "1"}, {}), "--prot"));
  EXPECT_TRUE(contains(start_error({"--port"}, {}), "--port"));
}

TEST(Config, SessionsHaveTheirSettings) {
  EXPECT_EQ(with_variables({}).termination_grace, std::chrono::seconds(5));
  EXPECT_EQ(with_variables({}).log_limit_mb, 1024U);
  const Config c =
      with_variables({{"DAYTONA_TERMINATION_GRACE_PERIOD", "1m30s"}, {"TOOLBOX_LOG_LIMIT_MB", "1"}});
  EXPECT_EQ(c.termination_grace, std::chrono::seconds(90));
  EXPECT_EQ(c.log_limit_mb, 1U);
  EXPECT_TRUE(contains(start_error({}, {{"TOOLBOX_LOG_LIMIT_MB", "0"}}), "TOOLBOX_LOG_LIMIT_MB"));
}

}  // namespace
}  // namespace toolbox
