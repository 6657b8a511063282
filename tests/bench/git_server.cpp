#include "git_server.h"

#include <stdexcept>

#include "git.h"
#include "socket.h"

namespace toolbox::bench {
namespace {

ProcessSpec wrapper_spec(std::uint16_t port, const std::filesystem::path& home) {
  const auto program = require_program("fcgiwrap", "fcgiwrap");
  return {{program, "-f", "-s", "tcp:127.0.0.1:" + std::to_string(port)}, git_environment(), home};
}

std::string http_backend() {
  auto directory = run_git("/", {"--exec-path"});
  directory.erase(directory.find('\n'));
  return directory + "/git-http-backend";
}

// Nothing is kept back: a pack goes on as it is made.
std::string location(const std::filesystem::path& root, std::uint16_t wrapper_port) {
  std::string text = "    location / {\n      client_max_body_size 0;\n      fastcgi_buffering off;\n";
  const auto parameter = [&text](const std::string& name, const std::string& value) {
    text += "      fastcgi_param " + name + " \"" + value + "\";\n";
  };
  parameter("SCRIPT_FILENAME", http_backend());
  parameter("GIT_PROJECT_ROOT", root.string());
  parameter("GIT_HTTP_EXPORT_ALL", "1");
  parameter("GIT_CONFIG_NOSYSTEM", "1");
  parameter("GIT_PROTOCOL", "$http_git_protocol");
  parameter("PATH_INFO", "$uri");
  parameter("QUERY_STRING", "$query_string");
  parameter("REQUEST_METHOD", "$request_method");
  parameter("CONTENT_TYPE", "$content_type");
  parameter("CONTENT_LENGTH", "$content_length");
  parameter("HTTP_CONTENT_ENCODING", "$http_content_encoding");
  return text + "      fastcgi_pass 127.0.0.1:" + std::to_string(wrapper_port) + ";\n    }\n";
}

}  // namespace

GitServer::GitServer(const std::filesystem::path& repository, const std::filesystem::path& home)
    : name_(repository.filename()),
      wrapper_port_(free_port()),
      wrapper_(wrapper_spec(wrapper_port_, home)),
      nginx_(home, location(repository.parent_path(), wrapper_port_)) {
  wait_for_wrapper();
}

std::string GitServer::url() const {
  return "http://127.0.0.1:" + std::to_string(nginx_.port()) + "/" + name_;
}

void GitServer::wait_for_wrapper() const {
  for (int attempt = 0; attempt < 500 && !wrapper_.has_ended(std::chrono::milliseconds(10)); ++attempt) {
    if (try_connect(wrapper_port_)) return;
  }
  throw std::runtime_error("fcgiwrap did not start");
}

}  // namespace toolbox::bench
