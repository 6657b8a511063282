#include "lsp/watchers.h"

#include <utility>

#include "lsp/uri.h"

namespace toolbox {
namespace {

constexpr unsigned all_kinds = 7;

}  // namespace

bool Watcher::wants(const FileEvent& event) const {
  const unsigned kind = 1U << (static_cast<unsigned>(event.kind) - 1U);
  return (kinds & kind) != 0 && event.path.starts_with(below) &&
         glob.matches(std::string_view(event.path).substr(below.size()));
}

std::vector<Watcher> watchers_of(const Json& registration, const std::string& root) {
  const std::string project = root == "/" ? root : root + "/";
  std::vector<Watcher> watchers;
  for (const auto& watcher : registration.at("registerOptions").at("watchers")) {
    const Json& pattern = watcher.at("globPattern");
    const unsigned kinds = watcher.value("kind", all_kinds);
    if (!pattern.is_string()) {
      const Json& base = pattern.at("baseUri");
      std::string below = path_of((base.is_object() ? base.at("uri") : base).get<std::string>());
      if (!below.ends_with('/')) below += '/';
      watchers.push_back({below, WatchGlob(pattern.at("pattern").get<std::string>()), kinds});
    } else if (auto text = pattern.get<std::string>(); text.starts_with('/')) {
      watchers.push_back({"/", WatchGlob(text.substr(1)), kinds});
    } else {
      watchers.push_back({project, WatchGlob(text), kinds});
    }
  }
  return watchers;
}

}  // namespace toolbox
