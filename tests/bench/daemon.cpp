#include "daemon.h"

#include <fcntl.h>

#include <cerrno>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <system_error>

#include "git.h"
#include "proc_stats.h"
#include "workload.h"

namespace toolbox::bench {
namespace {

constexpr int start_attempts = 1000;  // of 10 ms each
constexpr std::string_view ready_line = "Starting toolbox server on port ";

// A file and not a pipe: the daemon logs every request to stdout, and nobody would empty the pipe.
std::filesystem::path output_path(const Context& context) {
  return context.work / "daemon.out";
}

std::optional<std::uint16_t> announced_port(const std::string& output) {
  const auto at = output.find(ready_line);
  if (at == std::string::npos) return std::nullopt;
  const auto end = output.find('\n', at);
  if (end == std::string::npos) return std::nullopt;
  return static_cast<std::uint16_t>(std::stoi(output.substr(at + ready_line.size())));
}

bool lists_shell(const std::string& shell) {
  std::ifstream shells("/etc/shells");
  for (std::string line; std::getline(shells, line);) {
    if (line == shell) return true;
  }
  return false;
}

}  // namespace

std::string python_program() {
  static const auto program = [] {
    const auto found = require_program("python3", "python3");
    auto line = run_reading({found, "-c", "import sys; print(sys.executable)"});
    return line.substr(0, line.find('\n'));
  }();
  return program;
}

std::vector<std::string> daemon_environment(const Context& context) {
  const auto home = context.work / "home";
  std::filesystem::create_directories(home);
  const auto python = std::filesystem::path(python_program()).parent_path().string();
  const char* path = std::getenv("PATH");
  auto environment =
      environment_with({"HOME=" + home.string(), "PATH=" + python + (path ? ":" + std::string(path) : "")});
  std::erase_if(environment, [](const std::string& entry) {
    return entry.starts_with("TOOLBOX") || entry.starts_with("DAYTONA_") || entry.starts_with("LOG_LEVEL=") ||
           entry.starts_with("ENVIRONMENT=") || entry.starts_with("PYTHON") || entry.starts_with("GIT_") ||
           names_proxy(entry);
  });
  environment.push_back("DAYTONA_DAEMON_LOG_FILE_PATH=" + (context.work / "daemon.log").string());
  return environment;
}

ProcessSpec daemon_spec(const Context& context, std::uint16_t port, int output) {
  return {{context.binary.string(), "--port", std::to_string(port), "--host", "127.0.0.1"},
          daemon_environment(context),
          context.work,
          output};
}

UniqueFd open_daemon_output(const Context& context) {
  const auto path = output_path(context);
  UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_CLOEXEC, 0600));
  if (!fd) throw std::system_error(errno, std::generic_category(), path);
  return fd;
}

std::string daemon_shell() {
  for (const char* shell : {"/usr/bin/zsh", "/bin/zsh", "/usr/bin/bash", "/bin/bash"}) {
    if (lists_shell(shell) && ::access(shell, X_OK) == 0) return shell;
  }
  const char* shell = std::getenv("SHELL");
  return shell != nullptr && *shell == '/' ? shell : "/bin/sh";
}

Daemon::Daemon(const Context& context)
    : output_path_(output_path(context)),
      output_(open_daemon_output(context)),
      process_(daemon_spec(context, 0, output_.get())) {
  wait_until_ready();
}

void Daemon::wait_until_ready() {
  for (int attempt = 0; attempt < start_attempts; ++attempt) {
    if (const auto port = announced_port(read_file(output_path_))) {
      port_ = *port;
      return;
    }
    if (process_.has_ended(std::chrono::milliseconds(10))) break;
  }
  const auto output = read_file(output_path_).substr(0, 500);
  throw std::runtime_error("the daemon did not start; it printed: " + output);
}

double Daemon::resident_kib() const {
  return bench::resident_kib(pid());
}

}  // namespace toolbox::bench
