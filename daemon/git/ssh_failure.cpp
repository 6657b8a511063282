#include "git/ssh_failure.h"

#include <algorithm>
#include <initializer_list>

#include "base/utf8.h"
#include "git/transport.h"
#include "git/url_text.h"

namespace toolbox {
namespace {

constexpr unsigned command_not_found = 127;  // a shell's status for it
constexpr unsigned not_executable = 126;

bool says(const std::string& text, std::initializer_list<std::string_view> phrases) {
  return std::any_of(phrases.begin(), phrases.end(),
                     [&](std::string_view phrase) { return text.find(phrase) != std::string::npos; });
}

// On one line, without the blanks around it.
std::string sentence(std::string_view words) {
  std::string text;
  for (const char c : words) {
    const bool blank = static_cast<unsigned char>(c) <= ' ' || c == 127;
    if (!blank) text += c;
    if (blank && !text.empty() && text.back() != ' ') text += ' ';
  }
  if (text.ends_with(' ')) text.pop_back();
  return utf8::to_valid(text);
}

std::string described(const RemoteEnd& end) {
  if (!end.signal.empty()) return "was ended by SIG" + end.signal;
  if (end.status && *end.status != 0) return "ended with status " + std::to_string(*end.status);
  return "ended too early";
}

}  // namespace

ApiError remote_failure(const std::string& host, const std::string& program, const RemoteEnd& end,
                        std::string_view words) {
  const std::string said = sentence(words);
  const std::string text = lower_case(said);
  const bool no_program = end.status == command_not_found || end.status == not_executable;
  if (!no_program && !says(text, {"command not found"})) {
    if (says(text,
             {"not found", "does not appear to be a git repository", "not a git repository", "does not exist",
              "could not be found", "no such file or directory", "no such repository", "no such project"})) {
      return {404, "GIT_REPO_NOT_FOUND", "not found: " + host + " says: " + said};
    }
    if (says(text, {"permission denied", "access denied", "permission to", "read only", "read-only",
                    "not allowed", "insufficient permission", "forbidden"})) {
      return {403, "FORBIDDEN", "forbidden: " + host + " says: " + said};
    }
  }
  return transport_failed(program + " at " + host + " " + described(end) +
                          (said.empty() ? "" : "; it says: " + said));
}

}  // namespace toolbox
