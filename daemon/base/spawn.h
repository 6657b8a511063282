#pragma once
#include <sys/resource.h>
#include <sys/types.h>

#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "base/unique_fd.h"

namespace toolbox {

// What to start, as the leader of a process group of its own. The fds are borrowed; of the first three -1
// stands for /dev/null. Beside these nothing is inherited, because every descriptor of the daemon is
// close-on-exec.
struct Command {
  std::vector<std::string> argv;  // argv[0]: a path, or a name that PATH of `env` finds
  std::vector<std::string> env;   // "NAME=value", all of it
  std::string cwd;                // empty: the daemon's
  int stdin_fd = -1;
  int stdout_fd = -1;
  int stderr_fd = -1;
  int channel_fd = -1;       // becomes descriptor 3, for programs of ours that talk with the daemon; -1: none
  int cgroup_fd = -1;        // directory of the cgroup to be born in, borrowed; -1: the daemon's
  bool on_terminal = false;  // stdin_fd is a terminal, which a new session that this leads gets as its own
};

// What every child gets back that the daemon changed for itself.
struct ChildDefaults {
  std::optional<rlimit> open_files;          // the limit as it was when the daemon started
  std::optional<std::string> oom_score_adj;  // text for /proc/self/oom_score_adj
};

// Why a program did not start. code() is errno's; what() names the step ("chdir /nowhere: …").
// resources: the system is out of processes or memory, the request itself was fine.
struct SpawnError : std::system_error {
  SpawnError(int error, const std::string& step, bool out_of_resources)
      : std::system_error(error, std::generic_category(), step), resources(out_of_resources) {}
  bool resources;
};

struct Spawned {
  pid_t pid;
  UniqueFd pidfd;
};

// Starts `command` with vfork semantics: the cost does not depend on the daemon's memory. The child has
// default signal handlers and an empty signal mask. Blocks until the program is loaded, so it belongs on a
// pool; the calling thread must have all signals blocked (a pool's has). Throws SpawnError.
Spawned spawn(const Command& command, const ChildDefaults& defaults);

// The file that `name` means to execvp in the environment `env`; a path stays as it is. Throws SpawnError
// when PATH has none. Blocking.
std::string find_program(const std::string& name, const std::vector<std::string>& env);

}  // namespace toolbox
