#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/cgroups.h"
#include "base/child.h"
#include "base/environment.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/pool.h"
#include "base/process_tree.h"
#include "base/reaper.h"
#include "base/spawn.h"
#include "base/tasks.h"

namespace toolbox {

class Launcher;

// A command and everything that it started. Unless it is released first, dropping it ends them all, in the
// background. Loop thread only.
class RunningCommand {
 public:
  RunningCommand(RunningCommand&&) noexcept = default;
  RunningCommand& operator=(RunningCommand&&) = delete;
  ~RunningCommand();

  // The exit code of the command itself; what it left in the background does not matter.
  Task<int> wait() { return child_.wait(); }

  // Ends the whole tree, SIGKILL following SIGTERM after `grace`, and returns once it is gone.
  Task<void> end(std::chrono::milliseconds grace = limits::kill_grace);
  // The same for an interactive shell, which ignores SIGTERM: SIGHUP comes before.
  Task<void> hang_up(std::chrono::milliseconds grace = limits::kill_grace);

  // SIGINT to the main thread of the command itself, or to its process group; SIGKILL to the command.
  // Nothing happens once it has ended.
  void interrupt() const;
  void interrupt_group() const;
  void kill() const;

  // How it ended, as waitpid gives it; nothing while it runs.
  std::optional<int> wait_status() const { return child_.record()->wait_status; }

  // Lets what is still running live on.
  void release() { launcher_.reset(); }

 private:
  friend class Launcher;
  struct Forget {
    void operator()(Launcher*) const {}
  };
  RunningCommand(Launcher& launcher, Child child, ProcessTree tree);

  std::unique_ptr<Launcher, Forget> launcher_;  // borrowed; empty once released
  Child child_;
  ProcessTree tree_;
};

// Starts commands the way all of them are started: with the environment that POST /env has made, in a tree
// of their own that can be ended. Loop thread only.
class Launcher {
 public:
  struct Services {
    Reaper& reaper;
    Pool& spawn_pool;
    Pool& blocking_pool;
    Tasks& tasks;
    Log& log;
    const Environment& environment;
    Cgroups& cgroups;
  };
  Launcher(Services services, ChildDefaults defaults, std::string shell)
      : services_(services), defaults_(std::move(defaults)), shell_(std::move(shell)) {}

  // `command.env` is ignored: the environment is the daemon's with `variables` on top. Throws SpawnError.
  Task<RunningCommand> start(Command command, Environment::Variables variables);

  const std::string& shell() const { return shell_; }
  const Environment& environment() const { return services_.environment; }

 private:
  friend class RunningCommand;
  Services services_;
  const ChildDefaults defaults_;
  const std::string shell_;
};

}  // namespace toolbox
