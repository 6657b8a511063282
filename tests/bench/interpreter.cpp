#include "interpreter.h"

#include <algorithm>
#include <exception>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace toolbox::bench {
namespace {

const std::string contexts = "/process/interpreter/context";

}  // namespace

Execution::Execution(std::uint16_t port) : socket_(port, "/process/interpreter/execute") {}

void Execution::start(const std::string& code, const std::string& context_id) {
  socket_.send(nlohmann::json{{"code", code}, {"contextId", context_id}}.dump());
}

std::string Execution::wait() {
  std::string printed;
  for (;;) {
    const auto text = socket_.receive_message();
    const auto message = nlohmann::json::parse(text);
    const auto& type = message.at("type");
    if (type == "stdout") {
      printed += message.at("text").get<std::string>();
    } else if (type == "control" && message.at("text") == "completed") {
      return printed;
    } else {
      throw std::runtime_error("the interpreter said " + text);
    }
  }
}

void Execution::wait_for_close() {
  if (socket_.count_to_end() != 0) throw std::runtime_error("the interpreter went on after `completed`");
}

std::uint64_t Execution::count_backslashes() {
  std::uint64_t count = 0;
  while (const auto piece = socket_.receive_some()) {
    count += static_cast<std::uint64_t>(std::count(piece->begin(), piece->end(), '\\'));
  }
  return count;
}

void run_code(std::uint16_t port, const std::string& code) {
  Execution execution(port);
  execution.start(code);
  execution.wait();
  execution.wait_for_close();
}

InterpreterContext::InterpreterContext(const Daemon& daemon, HttpClient& client)
    : port_(daemon.port()), client_(client) {
  id_ = nlohmann::json::parse(client_.post(contexts, "application/json", "{}")).at("id");
}

InterpreterContext::~InterpreterContext() {
  try {
    client_.remove(contexts + "/" + id_);
  } catch (const std::exception&) {  // the measurement has failed already, and the daemon ends its contexts
  }
}

std::string InterpreterContext::run(const std::string& code) const {
  Execution execution(port_);
  execution.start(code, id_);
  return execution.wait();
}

}  // namespace toolbox::bench
