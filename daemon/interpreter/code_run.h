#pragma once
#include "base/command_run.h"
#include "http/message.h"
#include "interpreter/messages.h"

namespace toolbox {

// Programs that a request brings along and that run to their end within it. Loop thread only.
class CodeRun {
 public:
  explicit CodeRun(CommandRunner& runner) : runner_(runner) {}

  Task<Response> run(CodeRunParams params, const Request& request);

 private:
  CommandRunner& runner_;
};

}  // namespace toolbox
