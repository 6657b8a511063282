#include "base/config.h"

#include <arpa/inet.h>

#include <CLI/CLI.hpp>
#include <array>
#include <charconv>
#include <chrono>
#include <fstream>
#include <functional>
#include <sstream>
#include <vector>

#include "base/go_duration.h"
#include "base/limits.h"
#include "base/version.h"

namespace toolbox {
namespace {

// Takes a value; false when it is not acceptable.
using Setter = std::function<bool(const std::string&)>;

struct Setting {
  const char* group;
  const char* flag;
  const char* variable;  // "" for none
  const char* metavar;
  const char* help;
  const char* accepted;  // for the error line
  Setter set;
  bool secret = false;  // its value is not to be shown
};

bool parse_number(const std::string& text, std::uint64_t least, std::uint64_t most, std::uint64_t& out) {
  std::uint64_t value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end || value < least || value > most) return false;
  out = value;
  return true;
}

Setter number(std::uint64_t& out, std::uint64_t least, std::uint64_t most) {
  return [&out, least, most](const std::string& text) { return parse_number(text, least, most, out); };
}

Setter port(std::optional<std::uint16_t>& out) {
  return [&out](const std::string& text) {
    std::uint64_t value = 0;
    if (text == "off") {
      out = std::nullopt;
      return true;
    }
    if (!parse_number(text, 0, 65'535, value)) return false;
    out = static_cast<std::uint16_t>(value);
    return true;
  };
}

Setter boolean(bool& out) {
  return [&out](const std::string& text) {
    const bool yes =
        text == "true" || text == "1" || text == "t" || text == "T" || text == "TRUE" || text == "True";
    const bool no =
        text == "false" || text == "0" || text == "f" || text == "F" || text == "FALSE" || text == "False";
    out = yes;
    return yes || no;
  };
}

Setter text_value(std::string& out) {
  return [&out](const std::string& text) {
    out = text;
    return true;
  };
}

// What a header can carry: blanks around it would be lost, and line breaks end it.
bool is_token(const std::string& text) {
  constexpr auto blank = " \t";
  return !text.empty() && text.find_first_of(std::string_view("\r\n\0", 3)) == std::string::npos &&
         text.find_first_of(blank) != 0 && text.find_last_of(blank) != text.size() - 1;
}

Setter token(std::string& out) {
  return [&out](const std::string& text) {
    out = text;
    return is_token(text);
  };
}

Setter token_file(std::string& out) {
  return [&out](const std::string& path) {
    std::ostringstream text;
    text << std::ifstream(path, std::ios::binary).rdbuf();  // of a directory: nothing
    out = text.str();
    while (!out.empty() && (out.back() == '\n' || out.back() == '\r')) out.pop_back();
    return is_token(out);
  };
}

Setter log_level(std::string& out) {
  return [&out](const std::string& text) {
    out = text;
    return text == "debug" || text == "info" || text == "warn" || text == "error";
  };
}

Setter ip_address(std::string& out) {
  return [&out](const std::string& text) {
    std::array<unsigned char, 16> address{};
    out = text;
    return ::inet_pton(AF_INET, text.c_str(), address.data()) == 1 ||
           ::inet_pton(AF_INET6, text.c_str(), address.data()) == 1;
  };
}

// Directories with colons between them.
Setter directories(std::vector<std::string>& out) {
  return [&out](const std::string& text) {
    std::istringstream list(text);
    out.clear();
    for (std::string directory; std::getline(list, directory, ':');) {
      if (!directory.empty()) out.push_back(directory);
    }
    return true;
  };
}

Setter seconds(std::chrono::seconds& out, std::uint64_t most) {
  return [&out, most](const std::string& text) {
    std::uint64_t value = 0;
    if (!parse_number(text, 1, most, value)) return false;
    out = std::chrono::seconds(value);
    return true;
  };
}

// Fractions are taken; 0 is nothing.
Setter minutes(std::optional<std::chrono::seconds>& out) {
  return [&out](const std::string& text) {
    constexpr double most = 1'000'000;
    double value = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc() || stop != end || !(value >= 0 && value <= most)) return false;
    out.reset();
    if (value > 0)
      out = std::chrono::ceil<std::chrono::seconds>(std::chrono::duration<double, std::ratio<60>>(value));
    return true;
  };
}

// Settings of areas that are not served yet are checked all the same: a start must not begin to fail later.

bool accept_any(const std::string&) {
  return true;
}

bool is_resolution(const std::string& text) {
  const auto x = text.find('x');
  std::uint64_t side = 0;
  return x != std::string::npos && parse_number(text.substr(0, x), 1, 32'767, side) &&
         parse_number(text.substr(x + 1), 1, 32'767, side);
}

bool is_port(const std::string& text) {
  std::uint64_t value = 0;
  return parse_number(text, 1, 65'535, value);
}

// "k=v,k=v"; a pair that is none is skipped, with a warning.
Setter labels(std::vector<std::string>& warnings) {
  return [&warnings](const std::string& text) {
    std::istringstream pairs(text);
    for (std::string pair; std::getline(pairs, pair, ',');) {
      const auto equals = pair.find('=');
      if (equals != std::string::npos && equals > 0) continue;
      warnings.push_back("DAYTONA_SANDBOX_OTEL_EXTRA_LABELS: skipped '" + pair +
                         "', which is not name=value");
    }
    return true;
  };
}

Setter duration_at_least(std::chrono::nanoseconds least, std::chrono::nanoseconds* out = nullptr) {
  return [least, out](const std::string& text) {
    const auto value = parse_go_duration(text);
    if (value && out != nullptr) *out = *value;
    return value && *value >= least;
  };
}

std::vector<Setting> settings(Config& c, std::optional<std::uint16_t>& unserved) {
  using namespace std::chrono_literals;
  constexpr auto ports = "a port from 0 (any free one) to 65535, or off";
  constexpr auto truth = "true or false";
  constexpr auto whole = "a whole number from 0 to 1000000";
  return {
      {"Addresses", "--port", "TOOLBOX_PORT", "PORT", "port of the toolbox API [2280]", ports, port(c.port)},
      {"Addresses", "--host", "TOOLBOX_HOST", "ADDRESS", "address to listen on [all, IPv6 and IPv4]",
       "an IP address", ip_address(c.host)},
      {"Addresses", "--ssh-port", "TOOLBOX_SSH_PORT", "PORT", "port of SSH (not served yet)", ports,
       port(unserved)},
      {"Addresses", "--terminal-port", "TOOLBOX_TERMINAL_PORT", "PORT", "port of the web terminal [22222]",
       ports, port(c.terminal_port)},
      {"Addresses", "--recordings-port", "TOOLBOX_RECORDINGS_PORT", "PORT",
       "port of the recordings dashboard (not served yet)", ports, port(unserved)},
      {"Addresses", "--max-connections", "TOOLBOX_MAX_CONNECTIONS", "N", "more are answered with 503 [16384]",
       "a whole number from 1 to 1000000", number(c.max_connections, 1, 1'000'000)},

      {"Access", "--auth-token", "TOOLBOX_AUTH_TOKEN", "TOKEN",
       "token that every request but GET /version must carry",
       "a text without line breaks and blanks around it", token(c.auth_token), true},
      {"Access", "--auth-token-file", "TOOLBOX_AUTH_TOKEN_FILE", "FILE", "file that holds that token",
       "a readable file that holds one line", token_file(c.auth_token)},

      {"Sandbox", "--home-as-workdir", "DAYTONA_USER_HOME_AS_WORKDIR", "BOOL",
       "start in the user's home [false]", truth, boolean(c.home_as_workdir)},
      {"Sandbox", "--sandbox-id", "DAYTONA_SANDBOX_ID", "ID", "id of this sandbox [the hostname]", "a text",
       accept_any},
      {"Sandbox", "--termination-grace-period", "DAYTONA_TERMINATION_GRACE_PERIOD", "DURATION",
       "SIGTERM to SIGKILL when a session is deleted [5s]", "a duration of at least 1s, such as 5s or 1m30s",
       duration_at_least(1s, &c.termination_grace)},
      {"Sandbox", "--log-limit-mb", "TOOLBOX_LOG_LIMIT_MB", "MB",
       "disk that the log of one session command takes; then its oldest part goes [1024]",
       "a whole number from 1 to 1000000", number(c.log_limit_mb, 1, 1'000'000)},
      {"Sandbox", "--termination-check-interval", "DAYTONA_TERMINATION_CHECK_INTERVAL", "DURATION",
       "accepted and not needed: nothing polls [100ms]", "a duration of at least 1ms, such as 100ms",
       duration_at_least(1ms)},
      {"Sandbox", "--environment", "ENVIRONMENT", "NAME",
       "production hides the API browser page (not served yet)", "a text", accept_any},

      {"Language servers", "--lsp-path", "TOOLBOX_LSP_PATH", "DIRS",
       "where they are looked for after PATH and the project's node_modules/.bin",
       "directories with : between", directories(c.lsp_path)},
      {"Language servers", "--lsp-idle-minutes", "TOOLBOX_LSP_IDLE_MINUTES", "MINUTES",
       "without a request, after which one ends; 0 = never [30]", "a number from 0 to 1000000",
       minutes(c.lsp_idle)},
      {"Language servers", "--lsp-timeout", "TOOLBOX_LSP_TIMEOUT", "SECONDS", "for an answer of one [30]",
       "a whole number from 1 to 86400", seconds(c.lsp_timeout, 86'400)},

      {"Telemetry (not sent yet)", "--otel-endpoint", "DAYTONA_OTEL_ENDPOINT", "URL",
       "OTLP/HTTP collector; without it telemetry is off", "a URL", accept_any},
      {"Telemetry (not sent yet)", "--otel-extra-labels", "DAYTONA_SANDBOX_OTEL_EXTRA_LABELS", "K=V,…",
       "resource attributes", "a list of name=value", labels(c.warnings)},
      {"Telemetry (not sent yet)", "--organization-id", "DAYTONA_ORGANIZATION_ID", "ID", "resource attribute",
       "a text", accept_any},
      {"Telemetry (not sent yet)", "--region-id", "DAYTONA_REGION_ID", "ID", "resource attribute", "a text",
       accept_any},
      {"Telemetry (not sent yet)", "--snapshot", "DAYTONA_SANDBOX_SNAPSHOT", "NAME", "resource attribute",
       "a text", accept_any},

      {"Desktop (not served yet)", "--display", "DISPLAY", "DISPLAY", "X display [:0]", "a text", accept_any},
      {"Desktop (not served yet)", "--vnc-resolution", "VNC_RESOLUTION", "WxH",
       "size of the desktop [1024x768]", "WIDTHxHEIGHT, such as 1024x768", is_resolution},
      {"Desktop (not served yet)", "--vnc-port", "VNC_PORT", "PORT", "port of the VNC server [5901]",
       "a port from 1 to 65535", is_port},
      {"Desktop (not served yet)", "--no-vnc-port", "NO_VNC_PORT", "PORT", "port of noVNC [6080]",
       "a port from 1 to 65535", is_port},
      {"Desktop (not served yet)", "--vnc-user", "VNC_USER", "NAME", "user of the desktop", "a text",
       accept_any},
      {"Desktop (not served yet)", "--sandbox-user", "DAYTONA_SANDBOX_USER", "NAME",
       "user of the sandbox [root]", "a text", accept_any},
      {"Desktop (not served yet)", "--recordings-dir", "DAYTONA_RECORDINGS_DIR", "DIR",
       "screen recordings [~/.daytona/recordings]", "a path", accept_any},

      {"Log", "--log-level", "LOG_LEVEL", "LEVEL", "debug, info, warn or error [info]",
       "debug, info, warn or error", log_level(c.log.level)},
      {"Log", "--log-file", "DAYTONA_DAEMON_LOG_FILE_PATH", "FILE",
       "log file beside stdout [/tmp/daytona-daemon.log]", "a path", text_value(c.log.file)},
      {"Log", "--log-max-size-mb", "DAYTONA_DAEMON_LOG_MAX_SIZE_MB", "MB",
       "size at which it is rotated [100]", "a whole number from 1 to 1000000",
       number(c.log.max_size_mb, 1, 1'000'000)},
      {"Log", "--log-max-backups", "DAYTONA_DAEMON_LOG_MAX_BACKUPS", "N", "rotated files kept, 0 = all [5]",
       whole, number(c.log.max_backups, 0, 1'000'000)},
      {"Log", "--log-max-age-days", "DAYTONA_DAEMON_LOG_MAX_AGE_DAYS", "DAYS",
       "age at which they go, 0 = never [14]", whole, number(c.log.max_age_days, 0, 1'000'000)},
      {"Log", "--log-compress", "DAYTONA_DAEMON_LOG_COMPRESS", "BOOL", "compress rotated files [true]", truth,
       boolean(c.log.compress)},
  };
}

void apply(const Setting& setting, const std::string& source, const std::string& value) {
  if (value.find('\0') == std::string::npos && setting.set(value)) return;
  throw StartError{source + "=" + (setting.secret ? "…" : value) + " is not valid: it takes " +
                   setting.accepted};
}

// The flags end at `--` and at the first word that is none. All flags but these three take one value.
int end_of_flags(int argc, const char* const* argv) {
  int i = 1;
  while (i < argc) {
    const std::string_view word(argv[i]);
    if (word == "--" || !word.starts_with('-') || word == "-") return i;
    const bool alone =
        word == "--help" || word == "-h" || word == "--version" || word.find('=') != std::string_view::npos;
    i += alone ? 1 : 2;
  }
  return argc;
}

std::vector<std::string> words_after(int flags, int argc, const char* const* argv) {
  if (flags < argc && std::string_view(argv[flags]) == "--") ++flags;
  return {argv + flags, argv + argc};
}

}  // namespace

Invocation parse_invocation(int argc, const char* const* argv,
                            const std::map<std::string, std::string>& environment) {
  Invocation invocation;
  Config& config = invocation.config;
  config.max_connections = limits::max_connections;
  config.log_limit_mb = limits::log_limit_mb;
  config.log.file = "/tmp/daytona-daemon.log";
  std::optional<std::uint16_t> unserved;
  const auto table = settings(config, unserved);

  CLI::App app(
      "toolboxd serves the toolbox API of a sandbox: files, commands and terminals, over HTTP.\n\n"
      "  toolboxd [FLAGS]                    serve\n"
      "  toolboxd [FLAGS] [--] COMMAND ARG…  serve, and run the command in the session `entrypoint`\n"
      "  toolboxd entrypoint logs            print that command's output until it has ended\n\n"
      "Each flag can be given as the environment variable named beside it; the flag wins.",
      "toolboxd");
  app.set_version_flag("--version", std::string("toolboxd ") + version);
  app.get_formatter()->column_width(46);
  std::vector<std::string> values(table.size());
  std::vector<CLI::Option*> options;
  for (std::size_t i = 0; i < table.size(); ++i) {
    const Setting& s = table[i];
    auto* option = app.add_option(s.flag, values[i], std::string(s.help) + "\n($" + s.variable + ")");
    option->group(s.group)->type_name(s.metavar);
    options.push_back(option);
  }
  app.footer("Exit codes: 0 stopped, 1 no entrypoint log, 2 could not start.");
  const int flags = end_of_flags(argc, argv);
  invocation.command = words_after(flags, argc, argv);
  const bool free = flags < argc && std::string_view(argv[flags]) != "--";
  invocation.entrypoint_logs = free && invocation.command == std::vector<std::string>{"entrypoint", "logs"};
  try {
    app.parse(flags, argv);
  } catch (const CLI::CallForHelp&) {
    invocation.text = app.help();
    return invocation;
  } catch (const CLI::CallForVersion& e) {
    invocation.text = std::string(e.what()) + "\n";
    return invocation;
  } catch (const CLI::ParseError& e) {
    throw StartError{std::string(e.what()) + " (toolboxd --help lists what is accepted)"};
  }
  for (std::size_t i = 0; i < table.size(); ++i) {
    const auto variable = environment.find(table[i].variable);
    if (options[i]->count() > 0 || variable == environment.end() || variable->second.empty()) continue;
    apply(table[i], table[i].variable, variable->second);
  }
  // After all variables: --auth-token wins over the file that $TOOLBOX_AUTH_TOKEN_FILE names.
  for (std::size_t i = 0; i < table.size(); ++i) {
    if (options[i]->count() > 0) apply(table[i], table[i].flag, values[i]);
  }
  return invocation;
}

}  // namespace toolbox
