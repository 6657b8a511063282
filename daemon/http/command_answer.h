#pragma once
#include <string>

#include "base/command_run.h"
#include "base/pool.h"
#include "http/message.h"

namespace toolbox {

// The answer to a request that ran a command: `exitCode` and `result`, however long the output is; after its
// timeout 408 with the output so far. `more`: further keys, as JSON text with a comma before each.
Response command_answer(CommandOutcome outcome, const Request& request, Pool& pool, std::string more = {});

}  // namespace toolbox
