#include "base/wait_status.h"

#include <sys/wait.h>

#include <csignal>
#include <cstring>

namespace toolbox {

std::string how_it_ended(int wait_status) {
  if (!WIFSIGNALED(wait_status)) return "exited with code " + std::to_string(WEXITSTATUS(wait_status));
  const int signal = WTERMSIG(wait_status);
  const char* const name = ::sigabbrev_np(signal);
  return "was killed by signal " + std::to_string(signal) +
         (name != nullptr ? std::string(" (SIG") + name + ")" : "");
}

}  // namespace toolbox
