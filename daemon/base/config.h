#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/log.h"

namespace toolbox {

// Everything that flags and environment variables set. Plain data.
struct Config {
  std::optional<std::uint16_t> port = 2280;  // 0: any free one; nothing: not served ("off")
  std::optional<std::uint16_t> terminal_port = 22'222;
  std::string host;                   // empty: all addresses, IPv6 and IPv4
  std::uint64_t max_connections = 0;  // 0 is never valid; the default is set with the flags
  std::string auth_token;             // empty: open
  bool home_as_workdir = false;
  std::chrono::nanoseconds termination_grace = std::chrono::seconds(5);  // SIGTERM to SIGKILL for sessions
  std::uint64_t log_limit_mb = 0;     // of a session command's log; the default is set with the flags
  std::vector<std::string> lsp_path;  // directories with language servers
  std::chrono::seconds lsp_timeout = std::chrono::seconds(30);
  std::optional<std::chrono::seconds> lsp_idle =
      std::chrono::minutes(30);  // nothing: they never end by themselves
  LogConfig log;
  std::vector<std::string> warnings;  // about values that are taken with a reservation; to be logged
};

// Why the daemon cannot start, in one line; the exit code is 2.
struct StartError {
  std::string message;
};

// What the arguments ask for: serve, print `text` and end with `exit_code`, or print the entrypoint's log.
struct Invocation {
  Config config;
  std::vector<std::string> command;  // to run beside serving, in the entrypoint session
  bool entrypoint_logs = false;
  std::optional<std::string> text;
  int exit_code = 0;
};

// Flags win over variables. An empty variable counts as unset. Throws StartError naming the flag or the
// variable, its value and what is accepted. Blocking: it may read the token file.
Invocation parse_invocation(int argc, const char* const* argv,
                            const std::map<std::string, std::string>& environment);

}  // namespace toolbox
