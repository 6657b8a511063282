#pragma once
#include <sys/types.h>

#include <optional>
#include <string>

namespace toolbox {

// Octal digits, at most 7777; nothing when it is anything else.
std::optional<mode_t> parse_mode(const std::string& text);

// What set_permissions asks for, checked.
struct Permissions {
  std::optional<mode_t> mode;
  std::optional<uid_t> owner;
  std::optional<gid_t> group;
};

// Texts as clients send them, names or numbers; an absent or empty one changes nothing. Throws ApiError 400:
// "invalid mode format", "user not found", "group not found". Blocking: it reads /etc/passwd.
Permissions parse_permissions(const std::optional<std::string>& mode, const std::optional<std::string>& owner,
                              const std::optional<std::string>& group);

// Follows links. Throws ApiError. Blocking.
void set_permissions(const std::string& path, const Permissions& permissions);

// Makes a directory, its parents too (0755 as far as the umask lets). One that is there is fine. `path` is
// clean. Throws ApiError: 400 when it is something else, 403, 507. Blocking.
void make_folder(const std::string& path, mode_t mode);

}  // namespace toolbox
