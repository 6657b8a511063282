#include "base/environment.h"

#include <unistd.h>

#include <algorithm>

#include "base/api_error.h"
#include "base/utf8.h"

namespace toolbox {
namespace {

bool letter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

}  // namespace

bool valid_variable_name(std::string_view name) {
  return !name.empty() && letter(name[0]) &&
         std::ranges::all_of(name, [](char c) { return letter(c) || (c >= '0' && c <= '9'); });
}

void check_environment(const std::map<std::string, std::string>& variables) {
  for (const auto& [name, value] : variables) {
    if (!valid_variable_name(name)) {
      throw ApiError::bad_request("invalid environment variable name: '" + utf8::to_valid(name) + "'");
    }
    if (value.find('\0') != std::string::npos) {
      throw ApiError::bad_request("bad request: envs contains a NUL character");
    }
  }
}

Environment::Variables Environment::of_process() {
  Variables variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const auto equals = text.find('=');
    if (equals == std::string_view::npos) continue;
    variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return variables;
}

std::optional<std::string> Environment::get(const std::string& name) const {
  const auto it = variables_.find(name);
  if (it == variables_.end()) return std::nullopt;
  return it->second;
}

std::vector<std::string> Environment::with(const Variables& extra) const {
  std::vector<std::string> out;
  out.reserve(variables_.size() + extra.size());
  for (const auto& [name, value] : variables_) {
    if (!extra.contains(name)) out.push_back(name + "=" + value);
  }
  for (const auto& [name, value] : extra) out.push_back(name + "=" + value);
  return out;
}

}  // namespace toolbox
