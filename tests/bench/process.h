#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <string>
#include <vector>

#include "unique_fd.h"

namespace toolbox::bench {

struct ProcessSpec {
  std::vector<std::string> argv;  // argv[0] is the full path
  std::vector<std::string> environment;
  std::filesystem::path directory;  // empty: the bench's own
  int output = -1;                  // stdout and stderr; -1: inherited
  int input = -1;                   // -1: /dev/null
  // Not empty: stdin, stdout and stderr, and the controlling terminal of the process's own session.
  std::filesystem::path terminal = {};
  int errors = -1;   // stderr where it is not to be as `output`
  int channel = -1;  // descriptor 3; -1: none
};

// A child that never outlives its owner: the destructor asks it to end, then kills it. Every running one is
// known to kill_all().
class Process {
 public:
  explicit Process(const ProcessSpec& spec);
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;
  ~Process();

  // Only meaningful until wait() or stop().
  pid_t pid() const { return pid_; }
  bool has_ended(std::chrono::milliseconds within = {}) const;
  // Exit code, or 128 + signal.
  int wait();
  // SIGTERM, after a grace period SIGKILL.
  void stop();

 private:
  pid_t pid_ = -1;  // -1 once reaped
  UniqueFd pidfd_;
};

// Ends every running Process and keeps new ones from starting. Only to be followed by _exit.
void kill_all();
// Does not return once kill_all() has begun: a thread that trips over what is being taken down stops there.
void block_if_stopping();

// A program on PATH or in the sbin directories; else an error that names the Debian package.
std::string require_program(const std::string& name, const std::string& package);

// The bench's environment with NAME=VALUE entries replaced or added.
std::vector<std::string> environment_with(const std::vector<std::string>& entries);

// Runs to the end and returns what the program printed; throws when it fails.
std::string run_reading(const std::vector<std::string>& argv,
                        const std::vector<std::string>& environment = environment_with({"LC_ALL=C"}));

// NULL-terminated view for exec; valid as long as `strings` is.
std::vector<char*> c_pointers(const std::vector<std::string>& strings);

struct Pipe {
  UniqueFd read_end;
  UniqueFd write_end;
};
Pipe make_pipe();

}  // namespace toolbox::bench
