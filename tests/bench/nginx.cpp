#include "nginx.h"

#include <fcntl.h>

#include <cerrno>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <system_error>

#include "socket.h"

namespace toolbox::bench {
namespace {

std::string configuration(const std::filesystem::path& root, std::uint16_t port, const std::string& more) {
  std::string temporary;
  for (const char* kind : {"client_body", "proxy", "fastcgi", "uwsgi", "scgi"}) {
    temporary += std::string("  ") + kind + "_temp_path temp;\n";
  }
  return "daemon off;\nmaster_process off;\nworker_processes 1;\npid nginx.pid;\nerror_log error.log;\n"
         "events { worker_connections 64; }\n"
         "http {\n  access_log off;\n  sendfile on;\n" +
         temporary + "  server {\n    listen 127.0.0.1:" + std::to_string(port) + ";\n    root \"" +
         root.string() + "\";\n" + more + "  }\n}\n";
}

std::filesystem::path make_home(const std::filesystem::path& root) {
  const auto home = root / "nginx";
  std::filesystem::create_directories(home);
  return home;
}

UniqueFd open_output(const std::filesystem::path& home) {
  UniqueFd fd(::open((home / "output").c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  if (!fd) throw std::system_error(errno, std::generic_category(), home);
  return fd;
}

ProcessSpec nginx_spec(const std::filesystem::path& home, const std::string& config, int output) {
  const auto program = require_program("nginx", "nginx-light");
  std::ofstream(home / "nginx.conf") << config;
  return {{program, "-p", home.string(), "-c", "nginx.conf", "-e", "error.log"},
          environment_with({}),
          home,
          output};
}

}  // namespace

Nginx::Nginx(const std::filesystem::path& root, const std::string& more)
    : home_(make_home(root)),
      port_(free_port()),
      output_(open_output(home_)),
      process_(nginx_spec(home_, configuration(root, port_, more), output_.get())) {
  for (int attempt = 0; attempt < 500 && !process_.has_ended(std::chrono::milliseconds(10)); ++attempt) {
    if (try_connect(port_)) return;
  }
  std::ifstream output(home_ / "output");
  const std::string said{std::istreambuf_iterator<char>(output), {}};
  throw std::runtime_error("nginx did not start: " + said);
}

}  // namespace toolbox::bench
