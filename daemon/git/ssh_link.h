#pragma once
#include <libssh/libssh.h>

#include <string>

#include "base/api_error.h"
#include "git/connect.h"
#include "git/handles.h"
#include "git/operation.h"

namespace toolbox {

// Not ssh_disconnect() before it: that forgets a socket that it was given, without closing it.
using SshSession = GitHandle<ssh_session_struct, ssh_free>;
using SshChannel = GitHandle<ssh_channel_struct, ssh_channel_free>;
using SshKey = GitHandle<ssh_key_struct, ssh_key_free>;

// One SSH session, never blocking: what libssh cannot do yet is waited for with an eye on the client. Pool
// thread, within an operation.
class SshLink {
 public:
  SshLink();

  ssh_session session() const { return session_.get(); }

  // Gives the session its socket, and agrees on keys with `host`, which is for error messages from here on.
  // The session has its settings (git/ssh_config.h). Throws as finish(), and 502 when it fails.
  void start(UniqueFd socket, const std::string& host);

  // Calls `step`, which is one libssh call, until it has a result, and returns that. Throws ApiError 502
  // after limits::git_connect without one, and system_error operation_aborted when the client leaves.
  template <class F>
  int finish(F step) {
    const auto deadline = std::chrono::steady_clock::now() + patience();
    while (true) {
      const int result = step();
      Operation::current().check_stopped();
      if (result != SSH_AGAIN && result != SSH_AUTH_AGAIN) return result;
      if (!wait(deadline)) throw failure("it does not answer");
    }
  }

  // Until the socket is ready for what libssh waits for. False past the deadline; throws when the client
  // leaves.
  bool wait(Deadline deadline) const;

  // A 502 that names the host.
  ApiError failure(const std::string& why) const;
  // The same, with the reason that libssh gives.
  ApiError failure() const;

 private:
  static std::chrono::steady_clock::duration patience();

  SshSession session_;
  std::string host_;
};

}  // namespace toolbox
