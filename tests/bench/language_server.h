#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "context.h"
#include "process.h"

namespace toolbox::bench {

// A directory with one document and, in its node_modules/.bin, the scripted language server of the tests,
// which answers at once. The language is css: nobody has a server for it on PATH by accident.
class LanguageProject {
 public:
  // `behaviour` is the server's, as tests/support/fake_language_server.py describes it.
  LanguageProject(const Scratch& scratch, const std::string& name, nlohmann::json behaviour);

  std::filesystem::path document() const { return path_ / "a.css"; }
  std::string document_uri() const { return "file://" + document().string(); }

  // The body of a request: language and project, and these fields.
  std::string request(nlohmann::json fields = nlohmann::json::object()) const;

  // The query string of a request about the document.
  std::string query() const;

  // The server's program and its arguments.
  const std::vector<std::string>& command() const { return command_; }

 private:
  std::filesystem::path path_;
  std::vector<std::string> command_;
};

// The baseline of the daemon's LSP: a plain client on pipes to that same server, which has the document open.
class BareLanguageServer {
 public:
  BareLanguageServer(const Context& context, const LanguageProject& project);

  // Sends the request and returns its result; notifications that come before it are dropped.
  nlohmann::json ask(std::string_view method, nlohmann::json params);

 private:
  void send(const nlohmann::json& message) const;
  nlohmann::json receive();
  void read_more();

  Pipe to_server_;
  Pipe from_server_;
  Process process_;
  std::string received_;  // not yet consumed
  int requests_ = 0;
};

}  // namespace toolbox::bench
