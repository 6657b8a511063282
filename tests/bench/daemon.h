#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "context.h"
#include "process.h"

namespace toolbox::bench {

// The interpreter itself, where python3 on PATH is a wrapper that looks for it.
std::string python_program();

// What the daemon is started with: the bench's own environment without the variables that configure a daemon,
// Python or git or name a proxy, that interpreter first on PATH, a home and a log file in the work directory.
std::vector<std::string> daemon_environment(const Context& context);

// `<bin> --port <port> --host 127.0.0.1`; its output goes to a file in the work directory.
ProcessSpec daemon_spec(const Context& context, std::uint16_t port, int output);
UniqueFd open_daemon_output(const Context& context);

// The shell the daemon uses for commands.
std::string daemon_shell();

// A running daemon on a port of its own choice. Constructed = it has said that it serves.
class Daemon {
 public:
  explicit Daemon(const Context& context);

  std::uint16_t port() const { return port_; }
  pid_t pid() const { return process_.pid(); }
  double resident_kib() const;

 private:
  void wait_until_ready();

  std::filesystem::path output_path_;
  UniqueFd output_;
  Process process_;
  std::uint16_t port_ = 0;
};

}  // namespace toolbox::bench
