#include "git/config.h"

#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <string_view>

#include "base/api_error.h"
#include "git/failure.h"
#include "git/operation.h"

namespace toolbox {
namespace {

bool letter_or_digit(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0;
}

// section.name or section.any text at all.name
void check_key(const std::string& key) {
  const std::size_t first = key.find('.');
  const std::size_t last = key.rfind('.');
  const auto is_word = [](std::string_view text) {
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return letter_or_digit(c) || c == '-'; });
  };
  const bool valid = first != std::string::npos && is_word(std::string_view(key).substr(0, first)) &&
                     is_word(std::string_view(key).substr(last + 1)) &&
                     std::isalpha(static_cast<unsigned char>(key[last + 1])) != 0 &&
                     key.find('\n') == std::string::npos;
  if (valid) return;
  throw ApiError::bad_request("bad request: " + key +
                              " is no configuration key: it must be section.name or section.subsection.name");
}

bool readable(const std::string& path) {
  return ::access(path.c_str(), R_OK) == 0;
}

std::string global_file() {
  const auto& settings = Operation::current().settings();
  std::string file = settings.home + "/.gitconfig";
  if (::access(file.c_str(), F_OK) == 0) return file;
  const std::string xdg = settings.variable("XDG_CONFIG_HOME");
  const std::string other = (xdg.empty() ? settings.home + "/.config" : xdg) + "/git/config";
  return readable(other) ? other : file;
}

std::string file_of(git_repository* repository, const std::optional<std::string>& scope) {
  const std::string name = scope.value_or("global");
  if (name == "global") return global_file();
  if (name == "system") return "/etc/gitconfig";
  if (name == "local" && repository != nullptr)
    return std::string(git_repository_commondir(repository)) + "config";
  throw ApiError::bad_request("bad request: scope must be global, local or system, not " + name);
}

GitConfig open_file(const std::string& path) {
  GitConfig config;
  check(git_config_open_ondisk(out(config), path.c_str()));
  return config;
}

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

// Whatever they are, they become one.
void set(git_config* config, const std::string& key, const std::string& value) {
  found(git_config_delete_multivar(config, key.c_str(), ".*"));
  // Not git_config_set_string(), which refuses a key that an included file has too. This one writes the value
  // as it is.
  check(git_config_set_multivar(config, key.c_str(), ".*", escaped(value).c_str()));
}

void check_not_blank(const char* what, const std::string& value) {
  if (value.find_first_not_of(" \t\r\n\v\f") != std::string::npos) return;
  throw ApiError::bad_request(std::string("bad request: ") + what + " must not be blank");
}

}  // namespace

std::optional<std::string> git_config_value(git_repository* repository, const GitConfigQuery& query) {
  check_key(query.key);
  const std::string path = file_of(repository, query.scope);
  if (::access(path.c_str(), F_OK) != 0) return std::nullopt;
  const GitConfig config = open_file(path);
  std::optional<std::string> value;
  struct Last {
    std::optional<std::string>& value;
  } last{value};
  const auto each = [](const git_config_entry* entry, void* payload) {
    return Operation::current().guarded([&] {
      // A name without "=" is true. What other files bring in is not this one's.
      if (entry->include_depth == 0)
        static_cast<Last*>(payload)->value = entry->value != nullptr ? entry->value : "true";
      return 0;
    });
  };
  found(git_config_get_multivar_foreach(config.get(), query.key.c_str(), nullptr, each, &last));
  return value;
}

void git_set_config(git_repository* repository, const GitConfigParams& params) {
  check_key(params.key);
  set(open_file(file_of(repository, params.scope)).get(), params.key, params.value);
}

void git_set_user(git_repository* repository, const GitUserParams& params) {
  check_not_blank("name", params.name);
  check_not_blank("email", params.email);
  const GitConfig config = open_file(file_of(repository, params.scope));
  set(config.get(), "user.name", params.name);
  set(config.get(), "user.email", params.email);
}

}  // namespace toolbox
