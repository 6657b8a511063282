#pragma once
// How the daemon and a session's shell talk. The shell's own stdin, stdout and stderr are one socket: it
// reads its script from there, runs each command with descriptors of that command's own, and reports the code
// in the error message of a redirection that fails, as that is what no function, alias or option can change.
// The socket is out of the command's reach: while it runs, the shell keeps it as close-on-exec duplicates,
// and unlike a pipe it can't be opened through /proc.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace toolbox {

// The shells whose peculiarities matter.
enum class ShellKind { bash, zsh, posix };

// From the program's name, links resolved. Blocking.
ShellKind kind_of_shell(const std::string& path);

// Whether a session can run in it: fish, csh and the like speak other languages.
bool can_run_sessions(const std::string& path);

// `text` as one word of any POSIX shell.
std::string shell_quoted(std::string_view text);

// How to start it.
std::vector<std::string> shell_command(const std::string& path, ShellKind kind);

// What the shell is told before the first command.
std::string first_lines(ShellKind kind);

// One command for the shell.
struct ShellOrder {
  std::string_view command;  // the text itself, or
  int script_fd = -1;        // where it is long: a file that holds it
  int stdin_fd = -1;
  int stdout_fd = -1;
  int stderr_fd = -1;  // all of the daemon's, which the shell opens through /proc
  std::string token;   // comes back with the code; nobody else knows it
  int last_code = 0;   // what $? is to be when the command begins
};

// The lines that carry out `order`.
std::string lines_for(const ShellOrder& order, ShellKind kind);

// Finds the report of a command in what comes from the shell, where traps may write as well.
class ReportReader {
 public:
  // Forgets what was, and looks for `token`.
  void expect(std::string token);
  // The command's exit code, once its report is there.
  std::optional<int> feed(std::string_view bytes);
  // What came beside the report, at most 4 KiB.
  const std::string& rest() const { return text_; }

 private:
  std::string token_;
  std::string text_;
};

}  // namespace toolbox
