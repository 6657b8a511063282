#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

struct git_config;

namespace toolbox {

// The parts of a URL of a remote or a proxy; what it lacks is empty.
struct UrlParts {
  std::string scheme;     // lower case
  std::string user;       // what is before the "@", with the password, as written
  std::string authority;  // the host and the port, as written
  std::string host;       // lower case, without brackets
  std::string port;       // the scheme's default one is given too
  std::string path;       // without the "/" at its begin and end
};
UrlParts split_url(std::string_view url);

// Whether a setting for `pattern`, as in http.<pattern>.proxy, is one for `url`; the higher, the more
// specific. Nothing when it is not. A host's label may be "*"; a path matches as a whole or up to a "/".
std::optional<std::size_t> url_match(std::string_view pattern, const UrlParts& url);

// git's setting `section`.`key` (http.sslVerify) or `section`.<url>.`key`: the most specific one's value, of
// several the last. Nothing when there is none. config: null has none.
std::optional<std::string> config_for_url(git_config* config, std::string_view section, std::string_view key,
                                          const std::string& url);

// As above, but all that fit, in their order.
std::vector<std::string> all_config_for_url(git_config* config, std::string_view section,
                                            std::string_view key, const std::string& url);

// Whether a setting's text means false to git.
bool is_false(std::string_view text);

}  // namespace toolbox
