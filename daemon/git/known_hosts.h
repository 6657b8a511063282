#pragma once
#include <libssh/libssh.h>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace toolbox {

// How a host is named in known_hosts: "host", or "[host]:port" with another port than 22.
std::string known_host_name(const std::string& host, std::uint16_t port);

// What known_hosts files say of a host and the key it has shown.
struct KnownHost {
  enum class State { known, unknown, changed, revoked };
  State state = State::unknown;
  std::string file;  // and line that say so, unless it is unknown
  std::size_t line = 0;
};

// Looks `key` up in the files for `name`. Missing files and lines that make no sense are passed over. A key
// of a type that the files have not is changed too, when they have others: hosts show the type they are asked
// for first.
KnownHost look_up_host_key(const std::vector<std::string>& files, const std::string& name, ssh_key key);

// The signature algorithms of the keys that the files have for `name`, separated by commas.
std::string known_host_algorithms(const std::vector<std::string>& files, const std::string& name);

// Appends a line for `key` to `file`, which is made with mode 0600 (its directory with 0700) if need be.
// False when that is impossible, as in a home that is read-only.
bool add_known_host(const std::string& file, const std::string& name, ssh_key key);

}  // namespace toolbox
