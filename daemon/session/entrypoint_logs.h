#pragma once
#include <string>

namespace toolbox {

// `toolboxd entrypoint logs`: prints the entrypoint's log, its stdout to stdout and its stderr to stderr, and
// goes on until the command has ended. Reads the files, so it also works when the daemon is gone. Blocking.
// Returns the exit code: 0, or 1 when there is no log.
int print_entrypoint_logs(const std::string& home);

}  // namespace toolbox
