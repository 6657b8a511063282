#pragma once
#include <optional>
#include <string>
#include <string_view>

struct git_config;

namespace toolbox {

struct GitSettings;

// Whether the list in a no_proxy variable names the host: by curl's rules a name is itself and all that ends
// with it after a dot, an address is itself or a network (10.0.0.0/8), and "*" is every host.
bool in_no_proxy(std::string_view list, std::string_view host);

// The proxy for a remote of http or https, as git and curl find it: remote.<name>.proxy, http.<url>.proxy,
// http.proxy, then the operation's https_proxy or http_proxy, all_proxy, and no_proxy against them. A URL of
// http or https with a port and perhaps credentials; nothing: none is to be used. Throws 502 for one of
// another kind.
std::optional<std::string> proxy_for(const std::string& url, git_config* config, const GitSettings& settings);

}  // namespace toolbox
