#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace toolbox {

// What git knows of a credential: a question for one, or one that is kept. What is nothing fits anything.
struct Credential {
  std::optional<std::string> protocol;
  std::optional<std::string> host;  // with its port, when the URL has one
  std::optional<std::string> path;  // without the "/" at its begin and end
  std::optional<std::string> username;
  std::optional<std::string> password;
};

// A line of a credential store: "https://user:password@host/path", percent-encoded. Nothing for what is none,
// such as one with a line break in a part.
std::optional<Credential> parse_credential_line(std::string_view line);

// The line for a credential, without its end.
std::string credential_line(const Credential& credential);

// Whether `kept` has all that `wanted` asks for; passwords aside.
bool credential_fits(const Credential& wanted, const Credential& kept);

}  // namespace toolbox
