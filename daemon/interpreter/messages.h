#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/codec.h"

namespace toolbox {

struct CreateContextParams {
  std::optional<std::string> cwd;
  std::optional<std::string> language;
};
template <class V>
void fields(V& v, CreateContextParams& m) {
  v("cwd", m.cwd);
  v("language", m.language);
}

struct InterpreterContext {
  std::string id;
  std::string cwd;
  std::string created_at;
  bool active = false;
  std::string language;
};
template <class V>
void fields(V& v, InterpreterContext& m) {
  v("id", m.id);
  v("cwd", m.cwd);
  v("createdAt", m.created_at);
  v("active", m.active);
  v("language", m.language);
}

struct ContextList {
  std::vector<InterpreterContext> contexts;
};
template <class V>
void fields(V& v, ContextList& m) {
  v("contexts", m.contexts);
}

struct ContextParams {
  std::string id;
};
template <class V>
void fields(V& v, ContextParams& m) {
  v("id", m.id);
}

struct ContextDeleted {
  std::string message = "Context deleted successfully";
};
template <class V>
void fields(V& v, ContextDeleted& m) {
  v("message", m.message);
}

// Of the request for the WebSocket: nothing. What to execute comes as the first message.
struct ConnectInterpreterParams : FromQuery {};
template <class V>
void fields(V&, ConnectInterpreterParams&) {}

struct ExecuteCodeParams {
  std::optional<std::string> code;
  std::optional<std::string> context_id;
  std::optional<std::int64_t> timeout;  // seconds, 0 for none; default: 600
  std::optional<std::map<std::string, std::string>> envs;
  std::optional<bool> rich_output;
};
template <class V>
void fields(V& v, ExecuteCodeParams& m) {
  v("code", m.code);
  v("contextId", m.context_id);
  v("timeout", m.timeout);
  v("envs", m.envs);
  v("richOutput", m.rich_output);
}

struct CodeRunParams {
  std::string code;
  std::string language;
  std::optional<std::vector<std::string>> argv;
  std::optional<std::map<std::string, std::string>> envs;
  std::optional<std::int64_t> timeout;  // seconds, 0 or none: no limit
};
template <class V>
void fields(V& v, CodeRunParams& m) {
  v("code", m.code);
  v("language", m.language);
  v("argv", m.argv);
  v("envs", m.envs);
  v("timeout", m.timeout);
}

}  // namespace toolbox
