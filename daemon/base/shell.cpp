#include "base/shell.h"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <fstream>
#include <set>

#include "base/trimmed.h"

namespace toolbox {
namespace {

bool runs(const std::string& path) {
  struct stat info{};
  return ::stat(path.c_str(), &info) == 0 && S_ISREG(info.st_mode) && ::access(path.c_str(), X_OK) == 0;
}

}  // namespace

std::string find_shell(std::string_view etc_shells_path, const char* shell_variable) {
  std::set<std::string> listed;
  std::ifstream file{std::string(etc_shells_path)};
  for (std::string line; std::getline(file, line);) {
    const std::string_view entry = trimmed(line, " \t\r");
    if (!entry.starts_with('#')) listed.emplace(entry);
  }
  for (const char* wanted : {"/usr/bin/zsh", "/bin/zsh", "/usr/bin/bash", "/bin/bash"}) {
    if (listed.contains(wanted) && runs(wanted)) return wanted;
  }
  if (shell_variable != nullptr && *shell_variable != '\0' && runs(shell_variable)) return shell_variable;
  return "sh";
}

}  // namespace toolbox
