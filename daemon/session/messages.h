#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/codec.h"

namespace toolbox {

struct CreateSessionParams {
  std::string session_id;
};
template <class V>
void fields(V& v, CreateSessionParams& m) {
  v("sessionId", m.session_id);
}

struct SessionParams {
  std::string id;
};
template <class V>
void fields(V& v, SessionParams& m) {
  v("sessionId", m.id);
}

struct SessionExecParams {
  std::string id;
  std::string command;
  std::optional<bool> run_async;
  std::optional<bool> old_async;  // its name in older SDKs
  std::optional<bool> suppress_input_echo;
};
template <class V>
void fields(V& v, SessionExecParams& m) {
  v("sessionId", m.id);
  v("command", m.command);
  v("runAsync", m.run_async);
  v("async", m.old_async);
  v("suppressInputEcho", m.suppress_input_echo);
}

struct CommandParams {
  std::string id;
  std::string cmd;
};
template <class V>
void fields(V& v, CommandParams& m) {
  v("sessionId", m.id);
  v("commandId", m.cmd);
}

struct InputParams {
  std::string id;
  std::string cmd;
  std::optional<std::string> data;  // may be absent with eof only
  std::optional<bool> eof;          // ours: no more input follows
};
template <class V>
void fields(V& v, InputParams& m) {
  v("sessionId", m.id);
  v("commandId", m.cmd);
  v("data", m.data);
  v("eof", m.eof);
}

struct LogParams : FromQuery {
  std::string id;
  std::string cmd;
  std::optional<bool> follow;
  std::optional<std::int64_t> offset;  // ours: byte of the log to begin with
};
template <class V>
void fields(V& v, LogParams& m) {
  v("sessionId", m.id);
  v("commandId", m.cmd);
  v("follow", m.follow);
  v("offset", m.offset);
}

struct EntrypointLogParams : FromQuery {
  std::optional<bool> follow;
  std::optional<std::int64_t> offset;
};
template <class V>
void fields(V& v, EntrypointLogParams& m) {
  v("follow", m.follow);
  v("offset", m.offset);
}

struct CommandInfo {
  std::string id;
  std::string command;
  std::optional<std::int64_t> exit_code;
};
template <class V>
void fields(V& v, CommandInfo& m) {
  v("id", m.id);
  v("command", m.command);
  v("exitCode", m.exit_code);
}

struct SessionInfo {
  std::string session_id;
  std::vector<CommandInfo> commands;
};
template <class V>
void fields(V& v, SessionInfo& m) {
  v("sessionId", m.session_id);
  v("commands", m.commands);
}

}  // namespace toolbox
