#include "session/shell_link.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/directory.h"
#include "base/limits.h"
#include "base/script_file.h"

namespace toolbox {
namespace {

std::string program_name(const std::string& path) {
  const std::string resolved = real_path(path).value_or(path);
  return resolved.substr(resolved.rfind('/') + 1);
}

}  // namespace

std::string shell_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

ShellKind kind_of_shell(const std::string& path) {
  const std::string name = program_name(path);
  if (name.starts_with("bash")) return ShellKind::bash;
  if (name.starts_with("zsh")) return ShellKind::zsh;
  return ShellKind::posix;
}

bool can_run_sessions(const std::string& path) {
  constexpr std::array others{"fish", "csh", "tcsh", "bsd-csh", "nu", "elvish", "xonsh", "pwsh", "rc", "es"};
  return std::find(others.begin(), others.end(), program_name(path)) == others.end();
}

std::vector<std::string> shell_command(const std::string& path, ShellKind kind) {
  // On a socket bash takes itself for a remote shell and would read ~/.bashrc.
  return kind == ShellKind::bash ? std::vector<std::string>{path, "--norc"} : std::vector<std::string>{path};
}

std::string first_lines(ShellKind kind) {
  // As at a prompt: aliases work, and a program that `exec` can't start is no reason to end.
  return kind == ShellKind::bash ? "shopt -s expand_aliases execfail\n" : "";
}

std::string lines_for(const ShellOrder& order, ShellKind kind) {
  // What follows is not to be overridden by a function or alias of the user's. In POSIX shells `command` also
  // keeps a syntax error within eval from ending the shell.
  const std::string builtin = kind == ShellKind::zsh ? "\\builtin " : "\\command ";
  std::string lines;
  if (order.last_code != 0) {
    // `set -e` and ERR traps take no notice of the left side of &&.
    lines += "(" + builtin + "exit " + std::to_string(order.last_code) + ") && \\:\n";
  }
  // Of a simple command with redirections zsh would write the trace to its own stderr.
  const bool grouped = kind == ShellKind::zsh;
  lines += grouped ? "{ " + builtin : builtin;
  lines += order.script_fd >= 0 ? ". " + path_of_descriptor(order.script_fd)
                                : "eval " + shell_quoted(order.command);
  // >> and not >, which `set -C` refuses.
  lines += grouped ? "; } <" : " <";
  lines += path_of_descriptor(order.stdin_fd) + " >>" + path_of_descriptor(order.stdout_fd) + " 2>>" +
           path_of_descriptor(order.stderr_fd) + "\n";
  // On a line of its own, as an error in the command may discard the rest of its line. With !, as `set -e`
  // would make an end of it.
  return lines + "! <\"/" + order.token + "/$?\"\n";
}

void ReportReader::expect(std::string token) {
  token_ = std::move(token);
  text_.clear();
}

std::optional<int> ReportReader::feed(std::string_view bytes) {
  text_ += bytes;
  const std::string report = "/" + token_ + "/";
  // `set -v` shows the line itself as well, with $? instead of a number.
  std::size_t at = token_.empty() ? std::string::npos : text_.find(report);
  while (at != std::string::npos && text_.compare(at + report.size(), 1, "$") == 0) {
    at = text_.find(report, at + 1);
  }
  const std::size_t end = at == std::string::npos ? at : text_.find('\n', at);
  if (end == std::string::npos) {
    if (text_.size() > limits::report_rest) text_.erase(0, text_.size() - limits::report_rest);
    return std::nullopt;
  }
  int code = 0;
  std::from_chars(text_.data() + at + report.size(), text_.data() + end, code);
  const std::size_t line = text_.rfind('\n', at);
  text_.erase(line == std::string::npos ? 0 : line + 1, end + 1 - (line == std::string::npos ? 0 : line + 1));
  token_.clear();
  return code;
}

}  // namespace toolbox
