#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/codec.h"

namespace toolbox {

struct CreatePtyParams {
  std::optional<std::string> id;
  std::optional<std::string> cwd;
  std::optional<std::map<std::string, std::string>> envs;
  std::optional<std::int64_t> cols;
  std::optional<std::int64_t> rows;
  std::optional<bool> lazy_start;
};
template <class V>
void fields(V& v, CreatePtyParams& m) {
  v("id", m.id);
  v("cwd", m.cwd);
  v("envs", m.envs);
  v("cols", m.cols);
  v("rows", m.rows);
  v("lazyStart", m.lazy_start);
}

struct PtyCreated {
  static constexpr int http_status = 201;
  std::string session_id;
};
template <class V>
void fields(V& v, PtyCreated& m) {
  v("sessionId", m.session_id);
}

// The environment comes as a subprotocol.
struct CreateConnectParams : FromQuery {
  std::optional<std::string> id;
  std::optional<std::string> cwd;
  std::optional<std::int64_t> cols;
  std::optional<std::int64_t> rows;
};
template <class V>
void fields(V& v, CreateConnectParams& m) {
  v("id", m.id);
  v("cwd", m.cwd);
  v("cols", m.cols);
  v("rows", m.rows);
}

struct PtyParams {
  std::string id;
};
template <class V>
void fields(V& v, PtyParams& m) {
  v("sessionId", m.id);
}

struct ConnectPtyParams : FromQuery {
  std::string id;
  std::optional<std::string> replay;
};
template <class V>
void fields(V& v, ConnectPtyParams& m) {
  v("sessionId", m.id);
  v("replay", m.replay);
}

struct ResizePtyParams {
  std::string id;
  std::int64_t cols = 0;
  std::int64_t rows = 0;
};
template <class V>
void fields(V& v, ResizePtyParams& m) {
  v("sessionId", m.id);
  v("cols", m.cols);
  v("rows", m.rows);
}

struct PtySessionInfo {
  std::string id;
  std::string cwd;
  std::map<std::string, std::string> envs;
  std::int64_t cols = 0;
  std::int64_t rows = 0;
  std::string created_at;
  bool active = false;
  bool lazy_start = false;
};
template <class V>
void fields(V& v, PtySessionInfo& m) {
  v("id", m.id);
  v("cwd", m.cwd);
  v("envs", m.envs);
  v("cols", m.cols);
  v("rows", m.rows);
  v("createdAt", m.created_at);
  v("active", m.active);
  v("lazyStart", m.lazy_start);
}

struct PtyList {
  std::vector<PtySessionInfo> sessions;
  std::size_t size() const { return sessions.size(); }
};
template <class V>
void fields(V& v, PtyList& m) {
  v("sessions", m.sessions);
}

struct PtyDeleted {
  std::string message = "PTY session deleted";
};
template <class V>
void fields(V& v, PtyDeleted& m) {
  v("message", m.message);
}

struct WebTerminalParams : FromQuery {
  std::optional<std::string> id;  // absent: the old protocol
  std::optional<std::int64_t> cols;
  std::optional<std::int64_t> rows;
};
template <class V>
void fields(V& v, WebTerminalParams& m) {
  v("id", m.id);
  v("cols", m.cols);
  v("rows", m.rows);
}

}  // namespace toolbox
