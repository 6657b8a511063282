#include "language_server.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>
#include <utility>

#include "daemon.h"
#include "gate.h"
#include "http_client.h"
#include "workload.h"

namespace toolbox::bench {
namespace {

using nlohmann::json;

constexpr std::string_view program = "vscode-css-language-server";
constexpr std::string_view end_of_head = "\r\n\r\n";
constexpr std::string_view length_field = "Content-Length: ";
constexpr int document_lines = 20;
constexpr std::size_t read_size = 64 * kib;

std::string document_text() {
  std::string text;
  for (int i = 0; i < document_lines; ++i) text += "def name_" + std::to_string(i) + "\n";
  return text;
}

ProcessSpec spec_of(const Context& context, const LanguageProject& project, int input, int output) {
  return {project.command(), daemon_environment(context), context.work, output, input};
}

}  // namespace

LanguageProject::LanguageProject(const Scratch& scratch, const std::string& name, json behaviour)
    : path_(scratch / name) {
  const auto control = scratch / (name + ".control");
  std::filesystem::create_directories(control);
  behaviour["record"] = false;
  write_file(control / "behaviour.json", behaviour.dump());

  const auto script =
      std::filesystem::path(TOOLBOXD_SOURCE_DIR) / "tests" / "support" / "fake_language_server.py";
  command_ = {python_program(), "-BSE", script.string(), control.string(), std::string(program), "--stdio"};
  std::string line = "exec";
  for (const auto& word : command_) line += " " + shell_word(word);
  const auto directory = path_ / "node_modules" / ".bin";
  std::filesystem::create_directories(directory);
  write_file(directory / program, "#!/bin/sh\n" + line + "\n");
  std::filesystem::permissions(directory / program, std::filesystem::perms::owner_all);
  write_file(document(), document_text());
}

std::string LanguageProject::request(json fields) const {
  fields["languageId"] = "css";
  fields["pathToProject"] = path_.string();
  return fields.dump();
}

std::string LanguageProject::query() const {
  return "languageId=css&pathToProject=" + percent_encode(path_.string()) +
         "&uri=" + percent_encode(document_uri());
}

BareLanguageServer::BareLanguageServer(const Context& context, const LanguageProject& project)
    : to_server_(make_pipe()),
      from_server_(make_pipe()),
      process_(spec_of(context, project, to_server_.read_end.get(), from_server_.write_end.get())) {
  to_server_.read_end.reset();
  from_server_.write_end.reset();
  ask("initialize", {{"processId", nullptr}, {"rootUri", nullptr}, {"capabilities", json::object()}});
  send({{"method", "initialized"}, {"params", json::object()}});
  const json document{
      {"uri", project.document_uri()}, {"languageId", "css"}, {"version", 1}, {"text", document_text()}};
  send({{"method", "textDocument/didOpen"}, {"params", {{"textDocument", document}}}});
}

json BareLanguageServer::ask(std::string_view method, json params) {
  const int id = ++requests_;
  send({{"id", id}, {"method", method}, {"params", std::move(params)}});
  for (;;) {
    auto message = receive();
    if (message.contains("method")) continue;
    if (message.value("id", 0) != id || !message.contains("result")) {
      throw std::runtime_error("the language server said " + message.dump());
    }
    return message["result"];
  }
}

void BareLanguageServer::send(const json& message) const {
  auto body = message;
  body["jsonrpc"] = "2.0";
  const auto content = body.dump();
  const auto frame =
      std::string(length_field) + std::to_string(content.size()) + std::string(end_of_head) + content;
  std::string_view rest = frame;
  while (!rest.empty()) {
    const auto written = ::write(to_server_.write_end.get(), rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) {
      throw std::system_error(errno, std::generic_category(), "cannot write to the language server");
    }
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
}

// The server is ours: its head is one field.
json BareLanguageServer::receive() {
  std::size_t head = 0;
  while ((head = received_.find(end_of_head)) == std::string::npos) read_more();
  if (!received_.starts_with(length_field)) throw std::runtime_error("the language server said " + received_);
  const auto size = std::stoul(received_.substr(length_field.size()));
  const auto start = head + end_of_head.size();
  while (received_.size() < start + size) read_more();
  auto message = json::parse(received_.substr(start, size));
  received_.erase(0, start + size);
  return message;
}

void BareLanguageServer::read_more() {
  std::array<char, read_size> buffer{};
  const auto got = ::read(from_server_.read_end.get(), buffer.data(), buffer.size());
  if (got < 0 && errno == EINTR) return;
  if (got < 0) {
    throw std::system_error(errno, std::generic_category(), "cannot read from the language server");
  }
  if (got == 0) throw std::runtime_error("the language server ended early");
  received_.append(buffer.data(), static_cast<std::size_t>(got));
}

}  // namespace toolbox::bench
