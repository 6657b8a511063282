#include "lsp/packages.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <system_error>

namespace toolbox {
namespace {

namespace fs = std::filesystem;

void note(PythonPackages& packages, const std::string& directory) {
  struct stat found{};
  if (::stat(directory.c_str(), &found) != 0 || !S_ISDIR(found.st_mode)) return;
  packages.changed[directory] = std::int64_t{found.st_mtim.tv_sec} * 1'000'000'000 + found.st_mtim.tv_nsec;
}

}  // namespace

bool PythonPackages::differ_from(const PythonPackages& before) const {
  if (python != before.python) return true;
  return std::any_of(changed.begin(), changed.end(), [&](const auto& place) {
    const auto known = before.changed.find(place.first);
    return known != before.changed.end() && known->second != place.second;
  });
}

PythonPackages python_packages(const std::string& root, const std::vector<Watcher>& watchers) {
  PythonPackages packages;
  for (const char* name : {"/.venv", "/venv"}) {
    const std::string environment = root + name;
    if (::access((environment + "/bin/python").c_str(), X_OK) != 0) continue;
    packages.python = environment + "/bin/python";
    std::error_code error;
    for (fs::directory_iterator it(environment + "/lib", error), end; !error && it != end;
         it.increment(error))
      note(packages, it->path().string() + "/site-packages");
    break;
  }
  const std::string project = root + "/";
  for (const auto& watcher : watchers) {
    if (watcher.below.starts_with(project) || project.starts_with(watcher.below)) continue;
    for (const char* place : {"", "site-packages", "dist-packages"}) note(packages, watcher.below + place);
  }
  return packages;
}

}  // namespace toolbox
