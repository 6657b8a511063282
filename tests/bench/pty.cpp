#include "pty.h"

#include <exception>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace toolbox::bench {
namespace {

const std::string ptys = "/process/pty";

}  // namespace

Pty::Pty(const Daemon& daemon, HttpClient& client, const std::string& id)
    : port_(daemon.port()), client_(client), target_(ptys + "/" + percent_encode(id)) {
  client_.post(ptys, "application/json", nlohmann::json{{"id", id}, {"cols", 80}, {"rows", 24}}.dump());
}

Pty::~Pty() {
  try {
    client_.remove(target_);
  } catch (const std::exception&) {  // its shell has ended, or the measurement has failed already
  }
}

WebSocketClient Pty::attach(const std::string& replay, std::size_t buffer_size) const {
  WebSocketClient terminal(port_, target_ + "/connect?replay=" + replay, buffer_size);
  const auto first = terminal.receive_message();
  if (first.find("\"connected\"") == std::string::npos) throw std::runtime_error(target_ + ": " + first);
  return terminal;
}

WebSocketClient Pty::run(const std::string& command) const {
  auto terminal = attach("none");
  terminal.send(command + "\n");
  wait_until_ready([&] { return std::string(terminal.receive_some().value_or("")); });
  return terminal;
}

}  // namespace toolbox::bench
