#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace toolbox {

// A remote's address as libgit2 takes it, with what it carried of credentials apart.
struct RemoteUrl {
  std::string url;  // without credentials, but for SSH's user name, which is part of the address
  std::optional<std::string> username;  // decoded; http and https only
  std::optional<std::string> password;
};

// Reads a remote's address as a client may write it: a URL of http, https, git, ssh or file; git@host:path; a
// local path that begins with "/"; without a scheme else, https. Throws ApiError 400 for what is none of
// these.
RemoteUrl parse_remote_url(std::string_view text);

}  // namespace toolbox
