#include "files/permissions.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <string_view>
#include <vector>

#include "base/path_error.h"
#include "base/users.h"
#include "files/paths.h"

namespace toolbox {
namespace {

template <class Number>
std::optional<Number> parse_number(std::string_view text, int base) {
  Number value = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value, base);
  if (error != std::errc() || stop != end) return std::nullopt;
  return value;
}

// A name, else a number. The largest number means "leave it" to chown.
template <class Id, class Find>
Id parse_id(const std::string& text, const char* unknown, Find find) {
  if (const std::optional<Id> id = find(text)) return *id;
  const auto number = parse_number<Id>(text, 10);
  if (!number || *number == static_cast<Id>(-1)) throw ApiError::bad_request(unknown);
  return *number;
}

std::optional<uid_t> user_id(const std::string& name) {
  const auto user = find_user(name);
  if (!user) return std::nullopt;
  return user->uid;
}

bool is_directory(const std::string& path) {
  struct stat info{};
  return ::stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

[[noreturn]] void refuse(int error, const std::string& path) {
  if (error != EEXIST && error != ENOTDIR) throw_path_error(error, path);
  throw ApiError::bad_path("bad request: " + path + ": exists and is not a directory");
}

}  // namespace

std::optional<mode_t> parse_mode(const std::string& text) {
  const auto mode = parse_number<mode_t>(text, 8);
  return mode && *mode <= 07777 ? mode : std::nullopt;
}

Permissions parse_permissions(const std::optional<std::string>& mode, const std::optional<std::string>& owner,
                              const std::optional<std::string>& group) {
  Permissions wanted;
  if (mode && !mode->empty()) {
    wanted.mode = parse_mode(*mode);
    if (!wanted.mode) throw ApiError::bad_request("bad request: invalid mode format");
  }
  if (owner && !owner->empty())
    wanted.owner = parse_id<uid_t>(*owner, "bad request: user not found", user_id);
  if (group && !group->empty())
    wanted.group = parse_id<gid_t>(*group, "bad request: group not found", find_group);
  return wanted;
}

void set_permissions(const std::string& path, const Permissions& permissions) {
  constexpr auto unchanged = static_cast<uid_t>(-1);
  struct stat info{};
  if (::stat(path.c_str(), &info) != 0) throw_path_error(errno, path);
  // First the owner: changing it clears the setuid and setgid bits that the mode may ask for.
  if (permissions.owner || permissions.group) {
    const uid_t owner = permissions.owner.value_or(unchanged);
    const gid_t group = permissions.group.value_or(unchanged);
    if (::chown(path.c_str(), owner, group) != 0) throw_path_error(errno, path);
  }
  if (permissions.mode && ::chmod(path.c_str(), *permissions.mode) != 0) throw_path_error(errno, path);
}

void make_folder(const std::string& path, mode_t mode) {
  struct stat info{};
  // Before any parent is made.
  if (::stat(path.c_str(), &info) != 0 && errno == ENAMETOOLONG) throw_path_error(errno, path);
  std::vector<std::string> missing;  // deepest first
  for (std::string at = path; !is_directory(at); at = parent_path(at)) {
    missing.push_back(at);
    if (at == "." || at == "/") break;
  }
  for (; !missing.empty(); missing.pop_back()) {
    const std::string& at = missing.back();
    const bool last = missing.size() == 1;
    if (::mkdir(at.c_str(), last ? mode : 0755) != 0) {
      const int error = errno;
      if (error == EEXIST && is_directory(at)) continue;  // somebody was faster
      refuse(error, at);
    }
    // What was asked for is what the client gets, whatever the umask.
    if (last && ::chmod(at.c_str(), mode) != 0) throw_path_error(errno, at);
  }
}

}  // namespace toolbox
