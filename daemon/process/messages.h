#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/codec.h"

namespace toolbox {

struct ExecParams {
  std::string command;
  std::optional<std::string> cwd;
  std::optional<std::map<std::string, std::string>> envs;
  std::optional<std::int64_t> timeout;       // seconds; none or 0: no limit
  std::optional<std::string> on_disconnect;  // "kill" (the default) or "continue"
};
template <class V>
void fields(V& v, ExecParams& m) {
  v("command", m.command);
  v("cwd", m.cwd);
  v("envs", m.envs);
  v("timeout", m.timeout);
  v("onDisconnect", m.on_disconnect);
}

}  // namespace toolbox
