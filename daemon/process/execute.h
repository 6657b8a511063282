#pragma once
#include <memory>
#include <string>

#include "base/command_run.h"
#include "base/task.h"
#include "base/tasks.h"
#include "http/message.h"
#include "process/messages.h"

namespace toolbox {

// Shell commands that run to their end within one request. Loop thread only.
class Execute {
 public:
  Execute(CommandRunner& runner, std::string shell, Tasks& tasks)
      : runner_(runner), shell_(std::move(shell)), tasks_(tasks) {}

  Task<Response> execute(ExecParams params, const Request& request);

 private:
  struct Pending;

  Task<CommandOutcome> run(ExecParams params);
  Task<CommandOutcome> run_on(ExecParams params);
  Task<void> run_into(ExecParams params, std::shared_ptr<Pending> pending);

  CommandRunner& runner_;
  const std::string shell_;
  Tasks& tasks_;
};

}  // namespace toolbox
