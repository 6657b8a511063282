#pragma once
#include <string>
#include <thread>

#include "base/unique_fd.h"

namespace toolbox {

// A connection to the user's SSH agent. libssh waits for an agent and looks at nothing else meanwhile; a
// thread of this ends the connection when the operation's client leaves. Within an operation.
class SshAgent {
 public:
  // path: the agent's socket. Without an agent there, it is not connected.
  explicit SshAgent(const std::string& path);
  ~SshAgent();
  SshAgent(const SshAgent&) = delete;
  SshAgent& operator=(const SshAgent&) = delete;

  // A descriptor of the connection for its user to close; none when it is not connected.
  UniqueFd take();

 private:
  UniqueFd socket_;
  UniqueFd watched_;  // the same connection
  UniqueFd done_;     // an eventfd, readable at the end
  std::thread watch_;
};

}  // namespace toolbox
