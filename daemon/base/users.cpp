#include "base/users.h"

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <vector>

namespace toolbox {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, CloseFile>;

template <class Match>
std::optional<User> first_user(Match match) {
  const File file(std::fopen("/etc/passwd", "re"));
  if (!file) return std::nullopt;
  std::vector<char> buffer(16 * 1024);
  passwd entry{};
  passwd* found = nullptr;
  while (::fgetpwent_r(file.get(), &entry, buffer.data(), buffer.size(), &found) == 0) {
    if (match(entry)) return User{entry.pw_name, entry.pw_uid, entry.pw_gid, entry.pw_dir, entry.pw_shell};
  }
  return std::nullopt;
}

}  // namespace

std::optional<User> find_user(uid_t uid) {
  return first_user([&](const passwd& entry) { return entry.pw_uid == uid; });
}

std::optional<User> find_user(const std::string& name) {
  return first_user([&](const passwd& entry) { return name == entry.pw_name; });
}

std::optional<gid_t> find_group(const std::string& name) {
  const File file(std::fopen("/etc/group", "re"));
  if (!file) return std::nullopt;
  std::vector<char> buffer(256 * 1024);  // a group's members are in its line
  group entry{};
  group* found = nullptr;
  while (::fgetgrent_r(file.get(), &entry, buffer.data(), buffer.size(), &found) == 0) {
    if (name == entry.gr_name) return entry.gr_gid;
  }
  return std::nullopt;
}

std::string home_directory() {
  if (const char* home = std::getenv("HOME"); home != nullptr && *home != '\0') return home;
  const auto user = find_user(::geteuid());
  return user && !user->home.empty() ? user->home : "/";
}

}  // namespace toolbox
