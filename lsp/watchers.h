#pragma once
#include <string>
#include <vector>

#include "base/codec.h"
#include "lsp/file_watch.h"
#include "lsp/globs.h"

namespace toolbox {

// Files of which a server wants to know. Pure.
struct Watcher {
  std::string below;  // the directory that the pattern is relative to, with a slash at its end
  WatchGlob glob;
  unsigned kinds;  // a bit for each FileEvent::Kind, the first for `created`

  bool wants(const FileEvent& event) const;
};

// Those of a registration for workspace/didChangeWatchedFiles. root: the project's; what lies outside is not
// watched and left out. Throws Json::exception when it is not as the protocol has it.
std::vector<Watcher> watchers_of(const Json& registration, const std::string& root);

}  // namespace toolbox
