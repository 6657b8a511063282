#include "session.h"

#include <exception>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace toolbox::bench {
namespace {

const std::string sessions = "/process/session";

std::string exec_body(const std::string& command, bool async) {
  return nlohmann::json{{"command", command}, {"runAsync", async}}.dump();
}

}  // namespace

Session::Session(const Daemon& daemon, HttpClient& client, const std::string& id)
    : port_(daemon.port()), client_(client), id_(id), target_(sessions + "/" + percent_encode(id)) {
  client_.post(sessions, "application/json", nlohmann::json{{"sessionId", id}}.dump());
}

Session::~Session() {
  try {
    client_.remove(target_);
  } catch (const std::exception&) {  // the measurement has failed already, and the daemon ends its sessions
  }
}

void Session::execute(const std::string& command) {
  const auto answer = client_.post(target_ + "/exec", "application/json", exec_body(command, false));
  if (answer.find("\"exitCode\":0") == std::string::npos) throw std::runtime_error(command + ": " + answer);
}

std::string Session::start(const std::string& command) {
  const auto answer = client_.post(target_ + "/exec", "application/json", exec_body(command, true));
  return nlohmann::json::parse(answer).at("cmdId");
}

WebSocketClient Session::follow(const std::string& command_id) const {
  return {port_, target_ + "/command/" + percent_encode(command_id) + "/logs?follow=true"};
}

std::filesystem::path Session::log_file(const Context& context, const std::string& command_id) const {
  return context.work / "home/.daytona/sessions" / id_ / command_id / "output.log";
}

}  // namespace toolbox::bench
