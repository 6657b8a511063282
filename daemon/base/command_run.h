#pragma once
#include <chrono>

#include "base/command_output.h"
#include "base/launcher.h"
#include "base/pool.h"
#include "base/task.h"
#include "base/tasks.h"

namespace toolbox {

// What became of a command.
struct CommandOutcome {
  int exit_code = -1;    // 128 + N when signal N killed it; -1: it could not start, or did not end in time
  CollectedText output;  // or why it could not start
  bool timed_out = false;
};

// Runs commands of which somebody waits for the end. Loop thread only.
class CommandRunner {
 public:
  CommandRunner(Launcher& launcher, Pool& pool, Tasks& tasks)
      : launcher_(launcher), pool_(pool), tasks_(tasks) {}

  // Runs `command` until it ends by itself; what it left in the background lives on. Its stdout and stderr
  // go into one output. `timeout`: 0 for none; after it, and when this is cancelled, everything that the
  // command has started is ended. `channel`: for a program of ours, as its descriptor 3. Throws SpawnError
  // only where the system lacks resources.
  Task<CommandOutcome> run(Command command, Environment::Variables variables, std::chrono::seconds timeout,
                           UniqueFd channel = {});

  Pool& pool() const { return pool_; }

 private:
  static Task<int> to_end(RunningCommand& command, CommandOutput& output);

  Launcher& launcher_;
  Pool& pool_;
  Tasks& tasks_;
};

// `seconds` as a client gave them, within what the clock can reckon with. Throws ApiError 400 when negative.
std::chrono::seconds checked_timeout(std::int64_t seconds);

}  // namespace toolbox
