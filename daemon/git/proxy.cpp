#include "git/proxy.h"

#include <arpa/inet.h>
#include <git2.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "git/failure.h"
#include "git/handles.h"
#include "git/operation.h"
#include "git/transport.h"
#include "git/url_config.h"
#include "git/url_text.h"

namespace toolbox {
namespace {

struct Address {
  int family = AF_UNSPEC;
  std::array<unsigned char, 16> bytes{};
};

Address parse_address(std::string_view text) {
  const std::string copy(text);
  Address address;
  for (const int family : {AF_INET, AF_INET6}) {
    if (::inet_pton(family, copy.c_str(), address.bytes.data()) == 1) return address.family = family, address;
  }
  return address;
}

bool same_network(const Address& a, const Address& b, unsigned bits) {
  const unsigned all = a.family == AF_INET ? 32 : 128;
  if (bits > all) return false;
  for (unsigned i = 0; i < bits; ++i) {
    const unsigned mask = 0x80U >> (i % 8);
    if (((a.bytes[i / 8] ^ b.bytes[i / 8]) & mask) != 0) return false;
  }
  return true;
}

bool address_match(std::string_view entry, const Address& host) {
  const auto slash = entry.find('/');
  auto text = entry.substr(0, slash);
  if (text.starts_with('[') && text.ends_with(']')) text = text.substr(1, text.size() - 2);
  const Address network = parse_address(text);
  if (network.family != host.family) return false;
  unsigned bits = host.family == AF_INET ? 32 : 128;
  if (slash != std::string_view::npos) {
    const auto number = entry.substr(slash + 1);
    const auto read = std::from_chars(number.data(), number.data() + number.size(), bits);
    if (read.ec != std::errc() || read.ptr != number.data() + number.size()) return false;
  }
  return same_network(network, host, bits);
}

bool name_match(std::string_view entry, std::string_view host) {
  if (entry.starts_with('.')) entry.remove_prefix(1);
  if (entry.ends_with('.')) entry.remove_suffix(1);
  if (entry.empty() || entry.size() > host.size()) return false;
  const auto tail = host.substr(host.size() - entry.size());
  if (lower_case(tail) != lower_case(entry)) return false;
  return tail.size() == host.size() || host[host.size() - tail.size() - 1] == '.';
}

// The proxy of the remote that has this URL in the repository's configuration.
std::optional<std::string> of_remote(git_config* config, const std::string& url) {
  if (config == nullptr) return std::nullopt;
  git_config_iterator* made = nullptr;
  check(git_config_iterator_glob_new(&made, config, "^remote\\..*\\.proxy$"));
  const GitHandle<git_config_iterator, git_config_iterator_free> iterator(made);
  std::optional<std::string> proxy;
  git_config_entry* entry = nullptr;
  while (git_config_next(&entry, iterator.get()) == 0) {
    std::string name = entry->name;
    name.replace(name.size() - std::string_view("proxy").size(), std::string::npos, "url");
    GitBuffer value;
    if (git_config_get_string_buf(value.get(), config, name.c_str()) == 0 && value.text() == url) {
      proxy = entry->value != nullptr ? entry->value : "";
    }
  }
  return proxy;
}

std::string first_of(const GitSettings& settings, std::initializer_list<const char*> names) {
  for (const char* name : names) {
    if (std::string value = settings.variable(name); !value.empty()) return value;
  }
  return {};
}

std::string of_environment(const std::string& scheme, const GitSettings& settings) {
  // Not HTTP_PROXY: a web server may set that from a request.
  if (scheme == "http") return first_of(settings, {"http_proxy", "all_proxy", "ALL_PROXY"});
  return first_of(settings, {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"});
}

// With a scheme and a port, whose default is curl's.
std::string complete(const std::string& proxy) {
  const UrlParts parts = split_url(proxy);
  if (!parts.scheme.empty() && parts.scheme != "http" && parts.scheme != "https") {
    throw transport_failed("the proxy " + redacted(proxy) +
                           " is of a kind that is not supported: use http or https");
  }
  if (parts.host.empty()) throw transport_failed("the proxy's url has no host");
  const std::string scheme = parts.scheme.empty() ? "http" : parts.scheme;
  const std::string host = parts.host.find(':') == std::string::npos ? parts.host : "[" + parts.host + "]";
  const auto colon = parts.authority.rfind(':');
  const auto bracket = parts.authority.rfind(']');
  const bool has_port = colon != std::string::npos && (bracket == std::string::npos || colon > bracket);
  const std::string port = has_port ? parts.port : scheme == "https" ? "443" : "1080";
  return scheme + "://" + (parts.user.empty() ? "" : parts.user + "@") + host + ":" + port + "/";
}

}  // namespace

bool in_no_proxy(std::string_view list, std::string_view host) {
  if (list == "*") return true;
  if (host.ends_with('.')) host.remove_suffix(1);
  const Address address = parse_address(host);
  while (!list.empty()) {
    const auto entry = list.substr(0, list.find_first_of(", \t"));
    const bool matches = !entry.empty() && (address.family == AF_UNSPEC ? name_match(entry, host)
                                                                        : address_match(entry, address));
    if (matches) return true;
    list.remove_prefix(std::min(entry.size() + 1, list.size()));
  }
  return false;
}

std::optional<std::string> proxy_for(const std::string& url, git_config* config,
                                     const GitSettings& settings) {
  const UrlParts parts = split_url(url);
  if (parts.scheme != "http" && parts.scheme != "https") return std::nullopt;
  auto proxy = of_remote(config, url);
  if (!proxy) proxy = config_for_url(config, "http", "proxy", url);
  if (!proxy) proxy = of_environment(parts.scheme, settings);
  if (proxy->empty()) return std::nullopt;
  if (in_no_proxy(first_of(settings, {"no_proxy", "NO_PROXY"}), parts.host)) return std::nullopt;
  return complete(*proxy);
}

}  // namespace toolbox
