#pragma once

#include <string>
#include <vector>

#include "context.h"
#include "process.h"

namespace toolbox::bench {

// The baseline of a session: the daemon's shell in the environment of the daemon's children, on plain pipes.
class ShellPipe {
 public:
  explicit ShellPipe(const Context& context, const std::vector<std::string>& arguments = {});

  // Gives the shell a line to run, without waiting for anything.
  void tell(const std::string& line) const;

  // The next line of its output, without the line's end.
  std::string read_line();

  // For those who don't read lines: the next piece of its output; 0 at the end.
  std::size_t read(char* buffer, std::size_t size) const;

 private:
  Pipe to_shell_;
  Pipe from_shell_;
  Process process_;
  std::string received_;  // not yet consumed
};

}  // namespace toolbox::bench
