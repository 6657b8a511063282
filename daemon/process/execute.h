#pragma once
#include <memory>

#include "base/launcher.h"
#include "base/task.h"
#include "http/message.h"
#include "process/messages.h"
#include "process/output.h"

namespace toolbox {

// Commands that run to their end within one request. Loop thread only.
class Execute {
 public:
  Execute(Launcher& launcher, Pool& pool, Tasks& tasks) : launcher_(launcher), pool_(pool), tasks_(tasks) {}

  Task<Response> execute(ExecParams params, const Request& request);

 private:
  struct Outcome {
    int exit_code = -1;
    CollectedText output;
    bool timed_out = false;
  };
  struct Pending;

  Task<Outcome> run(ExecParams params);
  Task<int> to_end(RunningCommand& command, CommandOutput& output);
  Task<Outcome> run_on(ExecParams params);
  Task<void> run_into(ExecParams params, std::shared_ptr<Pending> pending);
  Response respond(Outcome outcome, const Request& request);

  Launcher& launcher_;
  Pool& pool_;
  Tasks& tasks_;
};

}  // namespace toolbox
