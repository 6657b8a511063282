#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace toolbox {

// Where a repository is that SSH leads to, as its address says; ~/.ssh/config may say more about the host.
struct SshAddress {
  std::string user;  // empty when the address has none
  std::optional<std::string> password;
  std::string host;
  std::uint16_t port = 0;  // 0 when the address has none
  std::string path;        // as the remote's shell is to get it, unquoted; may begin with "~"
};

// Reads ssh://[user@]host[:port]/path (also git+ssh and ssh+git) and [user@]host:path. Throws ApiError 400
// for what git takes for neither, and for a path that the remote would take for an option.
SshAddress parse_ssh_address(std::string_view text);

// The command for the remote's shell: `program` with `path` quoted as git quotes it.
std::string ssh_command(std::string_view program, std::string_view path);

}  // namespace toolbox
