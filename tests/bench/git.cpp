#include "git.h"

#include "process.h"

namespace toolbox::bench {

std::vector<std::string> git_environment() {
  auto environment = environment_with({"LC_ALL=C"});
  std::erase_if(environment,
                [](const std::string& entry) { return entry.starts_with("GIT_") || names_proxy(entry); });
  for (const char* entry : {"GIT_CONFIG_NOSYSTEM=1", "GIT_CONFIG_GLOBAL=/dev/null", "GIT_TERMINAL_PROMPT=0",
                            "GIT_AUTHOR_NAME=Bench", "GIT_AUTHOR_EMAIL=bench@example.com",
                            "GIT_COMMITTER_NAME=Bench", "GIT_COMMITTER_EMAIL=bench@example.com"}) {
    environment.emplace_back(entry);
  }
  return environment;
}

std::vector<std::string> git_command(const std::filesystem::path& directory,
                                     const std::vector<std::string>& arguments) {
  static const auto program = require_program("git", "git");
  std::vector<std::string> command{program, "-C", directory.string()};
  command.insert(command.end(), arguments.begin(), arguments.end());
  return command;
}

std::string run_git(const std::filesystem::path& directory, const std::vector<std::string>& arguments) {
  return run_reading(git_command(directory, arguments), git_environment());
}

bool names_proxy(const std::string& entry) {
  for (const char* name :
       {"http_proxy=", "https_proxy=", "all_proxy=", "HTTP_PROXY=", "HTTPS_PROXY=", "ALL_PROXY="}) {
    if (entry.starts_with(name)) return true;
  }
  return false;
}

}  // namespace toolbox::bench
