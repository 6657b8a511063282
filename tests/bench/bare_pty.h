#pragma once

#include <string>
#include <string_view>

#include "context.h"
#include "process.h"

namespace toolbox::bench {

// The baseline of a PTY: a command of the daemon's shell on a pseudo-terminal of 80x24, and nobody between.
class BarePty {
 public:
  BarePty(const Context& context, const std::string& command);

  // The next piece of its output; 0 when the command has ended.
  std::size_t read(char* buffer, std::size_t size) const;

  void write(std::string_view input) const;

 private:
  UniqueFd master_;
  Process process_;
};

}  // namespace toolbox::bench
