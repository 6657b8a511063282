#include "git/url.h"

#include <algorithm>
#include <cstdint>

#include "base/api_error.h"
#include "git/url_text.h"

namespace toolbox {
namespace {

// The address itself is not said back: it may hold a password.
[[noreturn]] void refuse(const std::string& why) {
  throw ApiError::bad_request("bad request: the url " + why);
}

bool is_control(char c) {
  return static_cast<unsigned char>(c) < 0x20 || c == 0x7f;
}

bool has_control(std::string_view text) {
  return std::any_of(text.begin(), text.end(), is_control);
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_port(std::string_view text) {
  if (text.empty() || text.size() > 5 || !std::all_of(text.begin(), text.end(), is_digit)) return false;
  const int port = std::stoi(std::string(text));
  return port >= 1 && port <= 65535;
}

std::string decoded(std::string_view text) {
  std::string plain = url_decoded(text);
  if (has_control(plain)) refuse("has a control character in its user name or password");
  return plain;
}

struct Authority {
  std::optional<std::string_view> username;
  std::optional<std::string_view> password;
  std::string_view host;  // with its port
};

Authority split_authority(std::string_view text) {
  Authority parts;
  const auto at = text.rfind('@');
  if (at == std::string_view::npos) return parts.host = text, parts;
  const auto user = text.substr(0, at);
  parts.host = text.substr(at + 1);
  const auto colon = user.find(':');
  if (!user.substr(0, colon).empty()) parts.username = user.substr(0, colon);
  if (colon != std::string_view::npos && colon + 1 < user.size()) parts.password = user.substr(colon + 1);
  return parts;
}

// Where "name" ends in "name:port" and "[::1]:port".
std::size_t host_end(std::string_view host) {
  const auto bracket = host.starts_with('[') ? host.find(']') : std::string_view::npos;
  return std::min(host.find(':', bracket == std::string_view::npos ? 0 : bracket), host.size());
}

void check_host(std::string_view host) {
  const auto end = host_end(host);
  if (end == 0 || host.starts_with("[]")) refuse("has no host");
  if (host.starts_with('-')) refuse("has a host that begins with -");
  if (host.find_first_of(" \\\"'<>") != std::string_view::npos) refuse("has a host that is none");
  if (end + 1 < host.size() && !is_port(host.substr(end + 1))) refuse("has a port that is none");
}

// rest: what follows "://".
RemoteUrl with_authority(const std::string& scheme, std::string_view rest) {
  const auto end = std::min(rest.find_first_of("/?#"), rest.size());
  const Authority parts = split_authority(rest.substr(0, end));
  check_host(parts.host);
  RemoteUrl remote;
  remote.url = scheme + "://";
  if (scheme == "ssh" && parts.username) remote.url.append(*parts.username).append("@");
  remote.url.append(parts.host).append(rest.substr(end));
  const bool http = scheme == "http" || scheme == "https";
  if (http && parts.username) remote.username = decoded(*parts.username);
  if ((http || scheme == "ssh") && parts.password) remote.password = decoded(*parts.password);
  return remote;
}

RemoteUrl with_scheme(std::string_view text, std::size_t colon) {
  std::string scheme = lower_case(text.substr(0, colon));
  const auto rest = text.substr(colon + 3);
  if (scheme == "git+ssh" || scheme == "ssh+git") scheme = "ssh";
  if (scheme == "file") {
    const auto slash = std::min(rest.find('/'), rest.size());
    const auto host = rest.substr(0, slash);
    if (slash == rest.size()) refuse("has no path");
    if (!host.empty() && host != "localhost") refuse("is a file on another host");
    return {"file://" + std::string(rest.substr(slash)), {}, {}};
  }
  if (scheme == "http" || scheme == "https" || scheme == "ssh" || scheme == "git")
    return with_authority(scheme, rest);
  refuse("has a scheme that is not served: use https, http, ssh, git or file");
}

// What is before the path of an address without a scheme. In "git@host:a@b" the path begins at the colon.
std::string_view front_of(std::string_view text) {
  const auto front = text.substr(0, text.find_first_of("/?#"));
  const auto at = front.find('@');
  if (at == std::string_view::npos || front.substr(0, at).find(':') != std::string_view::npos) return front;
  const auto colon = front.find(':', at);
  return colon == std::string_view::npos ? front : front.substr(0, front.find('@', colon));
}

RemoteUrl without_scheme(std::string_view text) {
  const auto front = front_of(text);
  const Authority parts = split_authority(front);
  const auto end = host_end(parts.host);
  const bool has_colon = end < parts.host.size();
  const auto after_colon = has_colon ? parts.host.substr(end + 1) : std::string_view();
  // A user's name alone is what SSH addresses have: git@host:123/repository is one.
  const bool scp_like = has_colon && (!is_port(after_colon) || (parts.username && !parts.password));
  if (!scp_like) return with_authority("https", text);
  const auto host = parts.host.substr(0, end);
  if (host.starts_with('-')) refuse("has a host that begins with -");
  const auto path = text.substr(static_cast<std::size_t>(parts.host.data() - text.data()) + end + 1);
  if (host.empty()) refuse("has no host");
  if (path.empty()) refuse("has no path");
  if (path.starts_with(':')) refuse("has a scheme that is not served: use https, http, ssh, git or file");
  RemoteUrl remote;
  if (parts.username) remote.url.append(*parts.username).append("@");
  remote.url.append(host).append(":").append(path);
  if (parts.password) remote.password = std::string(*parts.password);
  return remote;
}

}  // namespace

RemoteUrl parse_remote_url(std::string_view text) {
  if (text.empty()) refuse("must not be empty");
  if (has_control(text)) refuse("has a control character");
  if (text.starts_with('-')) refuse("begins with -");
  if (text.starts_with('/')) return {std::string(text), {}, {}};
  if (text.starts_with('.') || text.starts_with('~')) refuse("is a relative path: give an absolute one");
  const auto scheme = text.find("://");
  const auto not_of_scheme = text.find_first_of("/@:");
  if (scheme != std::string_view::npos && scheme == not_of_scheme) return with_scheme(text, scheme);
  return without_scheme(text);
}

}  // namespace toolbox
