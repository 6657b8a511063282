#pragma once
#include <cstdint>
#include <memory>
#include <string>

#include "base/pool.h"
#include "http/message.h"
#include "session/command_log.h"

namespace toolbox {

// The forms that a log is answered in; which one depends on the client's SDK.
enum class LogForm {
  combined,  // both streams, no marks
  marked,    // as it is
  json,      // {"output": marked, "stdout", "stderr"}
};
LogForm form_for(const Request& request);

// SDKs before 0.103.0 expect a session to begin in the home directory.
bool begins_at_home(const Client& client);

// A part of a log. Where it ends is fixed, so that a command which goes on writing does not matter.
struct LogRange {
  std::shared_ptr<CommandLog> log;  // none: an empty log
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  std::string note;  // follows at the end: what the log itself had no room for
};

// `range` as the answer to a request for a log. X-Log-Offset tells where the next one could begin.
Task<Response> log_response(LogRange range, LogForm form, Pool& pool);

// The answer to a synchronous command.
Task<Response> exec_response(std::string command_id, int exit_code, LogRange range, const Request& request,
                             Pool& pool);

}  // namespace toolbox
