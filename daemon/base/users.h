#pragma once
// Users and groups straight from /etc/passwd and /etc/group. The C library's own look-ups would load the
// host's NSS modules into this static binary, and crash.
#include <sys/types.h>

#include <optional>
#include <string>

namespace toolbox {

struct User {
  std::string name;
  uid_t uid;
  gid_t gid;
  std::string home;
  std::string shell;
};

// Blocking: they read a file.
std::optional<User> find_user(uid_t uid);
std::optional<User> find_user(const std::string& name);
std::optional<gid_t> find_group(const std::string& name);

// The home directory of the user that the daemon is: $HOME, else what /etc/passwd says, else "/".
std::string home_directory();

}  // namespace toolbox
