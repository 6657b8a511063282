// What libssh asks the C library about users, answered without it: third_party/CMakeLists.txt renames the
// calls.
#include <pwd.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "base/users.h"
#include "git/operation.h"

namespace toolbox {
namespace {

// The daemon's own user. Its home is the operation's: ~/.ssh is below it.
User own_user() {
  auto user =
      find_user(::getuid()).value_or(User{std::to_string(::getuid()), ::getuid(), ::getgid(), {}, {}});
  user.home = Operation::under_way() ? Operation::current().settings().home : home_directory();
  return user;
}

// Puts `user` into `entry`, its text into `buffer`. False when that is too small.
bool fill(const User& user, passwd& entry, char* buffer, std::size_t size) {
  if (user.name.size() + user.home.size() + 2 > size) return false;
  entry = {};
  entry.pw_uid = user.uid;
  entry.pw_gid = user.gid;
  entry.pw_name = std::strcpy(buffer, user.name.c_str());
  entry.pw_dir = std::strcpy(buffer + user.name.size() + 1, user.home.c_str());
  return true;
}

}  // namespace
}  // namespace toolbox

extern "C" {

// As getpwuid_r(); of the daemon's own user, whatever `uid` is.
int toolboxd_getpwuid_r(uid_t uid, passwd* entry, char* buffer, std::size_t size, passwd** result);
int toolboxd_getpwuid_r(uid_t, passwd* entry, char* buffer, std::size_t size, passwd** result) {
  *result = toolbox::fill(toolbox::own_user(), *entry, buffer, size) ? entry : nullptr;
  return *result != nullptr ? 0 : ERANGE;
}

// As getpwnam(); what it returns is the calling thread's until its next call.
passwd* toolboxd_getpwnam(const char* name);
passwd* toolboxd_getpwnam(const char* name) {
  static thread_local passwd entry;
  static thread_local char buffer[4096];
  const auto user = toolbox::find_user(std::string(name));
  return user && toolbox::fill(*user, entry, buffer, sizeof buffer) ? &entry : nullptr;
}

}  // extern "C"
