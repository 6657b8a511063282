#include "git/config.h"

#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <optional>
#include <string_view>
#include <vector>

#include "base/api_error.h"
#include "git/config_file.h"
#include "git/failure.h"
#include "git/operation.h"
#include "git/readable.h"

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

std::string file_of(git_repository* repository, const std::optional<std::string>& scope) {
  const std::string name = scope.value_or("global");
  if (name == "global") return user_config_file(Operation::current().settings());
  if (name == "system") return "/etc/gitconfig";
  if (name == "local" && repository != nullptr)
    return std::string(git_repository_commondir(repository)) + "config";
  throw ApiError::bad_request("bad request: scope must be global, local or system, not " + name);
}

GitConfig open_file(const std::string& path) {
  require_readable(path);
  GitConfig config;
  check(git_config_open_ondisk(out(config), path.c_str()));
  return config;
}

// All values that the key has in the file itself, not in what that includes.
std::vector<std::string> own_values(git_config* config, const std::string& key) {
  std::vector<std::string> values;
  const auto each = [](const git_config_entry* entry, void* list) {
    return Operation::current().guarded([&] {
      if (entry->include_depth == 0) static_cast<std::vector<std::string>*>(list)->emplace_back(entry->value);
      return 0;
    });
  };
  found(git_config_get_multivar_foreach(config, key.c_str(), nullptr, each, &values));
  return values;
}

// Within a transaction. As git, it leaves several values alone: who sets one may not know of the others.
void set(git_config* config, const std::string& key, const std::string& value) {
  if (own_values(config, key).size() > 1) {
    throw ApiError(409, "CONFLICT",
                   "conflict: " + key +
                       " has several values, which one can't replace: edit the file, or use "
                       "`git config --replace-all` in a shell");
  }
  set_only_value(config, key, value);
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
  const std::vector<std::string> values = own_values(config.get(), query.key);
  if (values.empty()) return std::nullopt;
  return values.back();
}

void git_set_config(git_repository* repository, const GitConfigParams& params) {
  check_key(params.key);
  const GitConfig config = open_file(file_of(repository, params.scope));
  const Transaction changes = change_config(config.get());
  set(config.get(), params.key, params.value);
  check(git_transaction_commit(changes.get()));
}

void git_set_user(git_repository* repository, const GitUserParams& params) {
  check_not_blank("name", params.name);
  check_not_blank("email", params.email);
  const GitConfig config = open_file(file_of(repository, params.scope));
  const Transaction changes = change_config(config.get());
  set(config.get(), "user.name", params.name);
  set(config.get(), "user.email", params.email);
  check(git_transaction_commit(changes.get()));
}

}  // namespace toolbox
