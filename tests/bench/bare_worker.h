#pragma once

#include <string>
#include <string_view>

#include "context.h"
#include "process.h"
#include "socket.h"

namespace toolbox::bench {

// The baseline of the interpreter: the daemon's own Python worker, from the source directory, driven over a
// bare pair of sockets. Constructed = it has said that it is ready.
class BareWorker {
 public:
  explicit BareWorker(const Context& context);

  // Runs code that prints nothing; an error of the code throws.
  void run(const std::string& code);

 private:
  void send_frame(std::string_view content) const;
  std::string receive_frame() const;

  SocketPair channel_;
  Pipe output_;
  Pipe errors_;
  Process process_;
  int runs_ = 0;
};

}  // namespace toolbox::bench
