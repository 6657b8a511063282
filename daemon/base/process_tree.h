#pragma once
#include <sys/types.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/cgroups.h"
#include "base/log.h"
#include "base/pool.h"
#include "base/reaper.h"
#include "base/task.h"
#include "base/unique_fd.h"

namespace toolbox {

// Every process that one command started, wherever it went: it carries a variable of its own
// (TOOLBOXD_TREE=<id>) in its environment, which survives setsid and double forks. A process that cleared its
// environment is still found as long as its parent, or its process group's first process, is in the tree.
// Where there are cgroups the tree has one, and nothing gets away.
class ProcessTree {
 public:
  // A fresh id, unique among all daemons of this machine.
  ProcessTree();

  // Takes a cgroup, where there are any. Blocking; before the command is started.
  void enter(Cgroups& cgroups) { cgroup_ = cgroups.lease(); }
  int cgroup_fd() const { return cgroup_.directory(); }

  // For the environment of what is started.
  std::pair<std::string, std::string> mark() const { return {"TOOLBOXD_TREE", id_}; }

  // SIGTERM to all, SIGKILL to what is left after `grace`, again until none is left. Processes that survive
  // SIGKILL for five seconds (stuck in the kernel) are given up and logged.
  // `leader`: the command's own process. `hang_up`: SIGHUP first, since interactive shells ignore SIGTERM.
  Task<void> end(Pool& pool, Log& log, std::shared_ptr<const ChildRecord> leader,
                 std::chrono::milliseconds grace, bool hang_up = false);

 private:
  Task<void> end_found(Pool& pool, Log& log, std::shared_ptr<const ChildRecord> leader,
                       std::chrono::milliseconds grace, bool hang_up);

  std::string id_;
  Cgroups::Lease cgroup_;
};

// A living process, held so that its pid can't come to mean another one.
struct HeldProcess {
  pid_t pid;
  UniqueFd pidfd;
};

// The living processes of a tree. Blocking: reads /proc. leader: the command's own process, 0 once it has
// been reaped. known: pids of members, a line each.
std::vector<HeldProcess> find_tree(const std::string& id, pid_t leader, const std::string& known);

}  // namespace toolbox
