#pragma once
#include <libssh/libssh.h>

#include <cstdint>
#include <string>
#include <vector>

#include "git/remote_access.h"
#include "git/ssh_address.h"

namespace toolbox {

// What to do about a host key that known_hosts does not have, or has another of.
enum class HostKeyCheck {
  accept_new,  // a new one is noted, a changed one refused
  strict,      // both are refused
  off          // both are accepted; a changed one gets no password
};

// What is known of a host before it is connected to: the address's own words first, then ~/.ssh/config, then
// /etc/ssh/ssh_config, then what OpenSSH does without.
struct SshSettings {
  std::string host;  // as HostName says
  std::uint16_t port = 22;
  std::string user;
  HostKeyCheck host_key_check = HostKeyCheck::accept_new;
  std::string known_hosts;  // the user's file; empty for none
  std::string global_known_hosts;
  std::vector<std::string> key_files;  // in the order to try them
  bool own_key_files = false;          // by IdentityFile: one that is missing is worth a word
  std::string agent;                   // its socket; empty for none
  bool public_key = true;              // methods of authentication that may be tried
  bool password = true;
  bool keyboard_interactive = true;
};

// Reads the configuration into `session`, which is new, and tells what came of it. Throws ApiError 400 for a
// host name that is none, 502 for settings that cannot be followed. Blocking; within an operation.
SshSettings read_ssh_config(ssh_session session, const SshAddress& address, const RemoteLogin& login);

}  // namespace toolbox
