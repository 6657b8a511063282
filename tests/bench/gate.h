#pragma once

#include <string>

#include "context.h"
#include "unique_fd.h"

namespace toolbox::bench {

// A FIFO that a command waits on. Whoever reads it never blocks in open, and gets the end of the file when
// the bench is gone.
class Gate {
 public:
  explicit Gate(const Scratch& scratch);
  Gate(const Gate&) = delete;
  Gate& operator=(const Gate&) = delete;
  ~Gate();

  // Lets one reader go on: it gets an empty line.
  void let_through() const;

  // Shell commands: wait for the gate; `program` with the gate's path as its last argument.
  std::string wait_command() const;
  std::string passed_to(const std::string& program) const;

 private:
  std::string path_;
  UniqueFd fd_;
};

// As one word for the shell.
std::string shell_word(const std::string& text);

}  // namespace toolbox::bench
