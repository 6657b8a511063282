#pragma once

#include <filesystem>
#include <string>
#include <vector>

// The git binary, run as somebody who has no configuration.
namespace toolbox::bench {

// The bench's environment without what configures git; no configuration of the system or a user, no prompt.
std::vector<std::string> git_environment();

// `git -C <directory> <arguments>`
std::vector<std::string> git_command(const std::filesystem::path& directory,
                                     const std::vector<std::string>& arguments);

// Runs it to its end and returns what it printed; throws when it fails.
std::string run_git(const std::filesystem::path& directory, const std::vector<std::string>& arguments);

// Whether an entry of an environment sets a proxy: what the bench asks for is on this machine.
bool names_proxy(const std::string& entry);

}  // namespace toolbox::bench
