#pragma once
#include <string>

namespace toolbox {

// How a process ended, as a clause: "exited with code 1", "was killed by signal 9 (SIGKILL)". wait_status: as
// waitpid gives it.
std::string how_it_ended(int wait_status);

}  // namespace toolbox
