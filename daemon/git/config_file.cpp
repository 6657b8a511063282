#include "git/config_file.h"

#include <unistd.h>

#include "git/failure.h"
#include "git/operation.h"

namespace toolbox {
namespace {

// As it stands in the file; quotes around it are libgit2's matter.
std::string escaped(const std::string& value) {
  std::string text;
  for (const char c : value) {
    if (c == '\n') {
      text += "\\n";
    } else if (c == '\t') {
      text += "\\t";
    } else if (c == '\b') {
      text += "\\b";
    } else {
      if (c == '"' || c == '\\') text += '\\';
      text += c;
    }
  }
  return text;
}

}  // namespace

std::string user_config_file(const GitSettings& settings) {
  const std::string own = settings.home + "/.gitconfig";
  const std::string xdg = settings.variable("XDG_CONFIG_HOME");
  const std::string other = (xdg.empty() ? settings.home + "/.config" : xdg) + "/git/config";
  return ::access(own.c_str(), F_OK) != 0 && ::access(other.c_str(), F_OK) == 0 ? other : own;
}

Transaction change_config(git_config* config) {
  Transaction changes;
  check(git_config_lock(out(changes), config));
  return changes;
}

void set_only_value(git_config* config, const std::string& key, const std::string& value) {
  found(git_config_delete_multivar(config, key.c_str(), ".*"));
  // Not git_config_set_string(), which refuses a key that an included file has too. This one writes the value
  // as it is.
  check(git_config_set_multivar(config, key.c_str(), ".*", escaped(value).c_str()));
}

}  // namespace toolbox
