#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace toolbox {

// The shell that runs commands, sessions and terminals: the first of zsh and bash that /etc/shells lists and
// that exists; else `shell_variable` ($SHELL) if that exists; else "sh". Blocking; called once, at start.
std::string find_shell(std::string_view etc_shells_path, const char* shell_variable);

}  // namespace toolbox
