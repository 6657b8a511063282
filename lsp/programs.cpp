#include "lsp/programs.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <optional>

#include "base/api_error.h"
#include "base/directory.h"
#include "base/spawn.h"
#include "lsp/parse.h"
#include "lsp/uri.h"

namespace toolbox {
namespace {

bool there(const std::string& path) {
  struct stat found{};
  return ::stat(path.c_str(), &found) == 0;
}

std::optional<std::string> find_in(const std::string& directory, const std::string& name) {
  const std::string path = directory + "/" + name;
  struct stat found{};
  if (::access(path.c_str(), X_OK) != 0 || ::stat(path.c_str(), &found) != 0 || !S_ISREG(found.st_mode))
    return std::nullopt;
  return path;
}

std::optional<std::string> find_in_environment(const std::string& name,
                                               const std::vector<std::string>& environment) {
  try {
    return find_program(name, environment);
  } catch (const SpawnError&) {
    return std::nullopt;
  }
}

}  // namespace

LspTarget find_target(const std::string& project, const std::string& uri, const std::string& work_dir) {
  if (project.empty()) throw ApiError::bad_request("bad request: pathToProject must not be empty");
  if (project.find('\0') != std::string::npos)
    throw ApiError::bad_request("bad request: pathToProject contains a NUL character");
  LspTarget target;
  target.root = absolute_path(project, work_dir);
  const auto real = real_path(target.root);
  target.key = real.value_or(target.root);
  target.is_gone = !real;
  if (uri.empty()) return target;
  const auto path = document_path(uri);
  if (!path) {
    throw ApiError::bad_request("bad request: uri must be a path or file://PATH, not " +
                                lsp_parse::shortened(uri));
  }
  const std::string literal = absolute_path(path->literal, work_dir);
  const std::string decoded = absolute_path(path->decoded, work_dir);
  target.document = literal == decoded || there(literal) ? literal : decoded;
  return target;
}

std::vector<std::string> find_language_program(const ServerLanguage& language, const std::string& root,
                                               const std::vector<std::string>& places,
                                               const std::vector<std::string>& environment) {
  for (const auto& program : language.programs) {
    auto path = find_in_environment(program.name, environment);
    if (!path) path = find_in(root + "/node_modules/.bin", program.name);
    for (auto place = places.begin(); !path && place != places.end(); ++place)
      path = find_in(*place, program.name);
    if (!path) continue;
    std::vector<std::string> argv = {std::filesystem::absolute(*path).string()};
    argv.insert(argv.end(), program.arguments.begin(), program.arguments.end());
    return argv;
  }
  std::string names;
  for (const auto& program : language.programs) names += (names.empty() ? "" : ", ") + program.name;
  throw ApiError(500, "INTERNAL_SERVER_ERROR",
                 "no language server for " + language.id + " is installed: " + names +
                     (language.programs.size() == 1 ? " was" : " were") + " looked for on PATH, in " + root +
                     "/node_modules/.bin and in TOOLBOX_LSP_PATH; install it with `" + language.install +
                     "`");
}

}  // namespace toolbox
