// What the servers of single languages need to be told beyond the protocol.
#include "lsp/settings.h"

#include <algorithm>

#include "lsp/parse.h"

namespace toolbox {
namespace {

// Whether it is one of vscode-langservers-extracted, which have much in common.
bool of_the_web(const std::string& language) {
  return language == "json" || language == "html" || language == "css";
}

}  // namespace

Json initialization_options(const std::string& language) {
  // Without it these do not format.
  if (of_the_web(language)) return {{"provideFormatter", true}};
  // It would run npm in the background to fetch types from the net.
  // Its own look-out for changes is late; ours is asked before each request. The syntax server would give
  // empty answers until the project has been loaded.
  if (language == "typescript" || language == "javascript") {
    return {{"disableAutomaticTypingAcquisition", true},
            {"tsserver", {{"useClientFileWatcher", true}, {"useSyntaxServer", "never"}}}};
  }
  return nullptr;
}

Json server_settings(const ServerProject& project) {
  if (project.language == "python") {
    const Json analysis = {
        {"autoSearchPaths", true}, {"useLibraryCodeForTypes", true}, {"diagnosticMode", "openFilesOnly"}};
    Json settings = {{"python", {{"analysis", analysis}}}, {"basedpyright", {{"analysis", analysis}}}};
    if (!project.python.empty()) settings["python"]["pythonPath"] = project.python;
    return settings;
  }
  // Where `validate` is missing nothing is checked. Where `lint` is, the server fails at each check, and says
  // that there is nothing wrong.
  if (project.language == "json") return {{"json", {{"validate", {{"enable", true}}}}}};
  if (project.language == "html" || project.language == "css") {
    const Json checks = {{"validate", true}, {"lint", Json::object()}};
    return {{"css", checks}, {"scss", checks}, {"less", checks}};
  }
  return Json::object();
}

const Json& setting(const Json& settings, const std::string& section) {
  const Json* found = &settings;
  for (std::size_t at = 0; at <= section.size();) {
    const std::size_t end = std::min(section.find('.', at), section.size());
    found = &lsp_parse::member(*found, section.substr(at, end - at).c_str());
    at = end + 1;
  }
  return *found;
}

bool completes_with_snippets(const std::string& language) {
  return of_the_web(language);
}

}  // namespace toolbox
