#pragma once
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "git/ssh_address.h"
#include "git/ssh_config.h"
#include "git/ssh_failure.h"
#include "git/ssh_link.h"

namespace toolbox {

// A git program at an SSH host, whose stdin and stdout are here. Pool thread, within an operation. Whatever
// fails throws ApiError for the client; every wait ends with system_error operation_aborted when the client
// leaves, and with a 502 when the host does nothing for limits::git_stall.
class SshConnection {
 public:
  // Connects, checks the host's key, logs in and starts `program` for the address's path.
  SshConnection(const SshAddress& address, const RemoteLogin& login, const std::string& program);
  SshConnection(const SshConnection&) = delete;
  SshConnection& operator=(const SshConnection&) = delete;

  // What the program has written, at least one byte; 0 at the end of a program that has succeeded.
  std::size_t read(std::span<char> buffer);

  // For the program; some of it may wait for the next read(), write() or goodbye().
  void write(std::string_view data);

  // Sends `last` without waiting, as far as that is possible. The connection is of no further use.
  void goodbye(std::string_view last) noexcept;

 private:
  void start(const SshAddress& address, const RemoteLogin& login);
  void run(const std::string& command);
  void flush();
  bool ended() const;
  bool hear_stderr();
  RemoteEnd end();
  void await_end();
  [[noreturn]] void fail();

  SshLink link_;
  SshChannel channel_;  // before the link goes
  const std::string program_;
  std::string host_;
  std::string unsent_;
  std::string words_;  // of its stderr
  bool answered_ = false;
};

}  // namespace toolbox
