#include "git/ssh_address.h"

#include <charconv>

#include "base/api_error.h"
#include "git/url_text.h"

namespace toolbox {
namespace {

constexpr auto none = std::string_view::npos;

[[noreturn]] void refuse(const std::string& why) {
  throw ApiError::bad_request("bad request: " + why);
}

std::uint16_t port_of(std::string_view digits) {
  if (digits.empty()) return 0;
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  if (error != std::errc() || end != digits.data() + digits.size() || port == 0) {
    refuse("the port " + std::string(digits) + " of the SSH address is none");
  }
  return port;
}

// "user:password@" is taken off the front of `authority`.
void take_user(std::string_view& authority, SshAddress& address) {
  const auto at = authority.rfind('@');
  if (at == none) return;
  const auto user = authority.substr(0, at);
  authority.remove_prefix(at + 1);
  const auto colon = user.find(':');
  address.user = url_decoded(user.substr(0, colon));
  if (colon != none) address.password = url_decoded(user.substr(colon + 1));
}

// "host", "host:port", "[host]" or "[host]:port".
void take_host(std::string_view text, SshAddress& address) {
  const auto close = text.starts_with('[') ? text.find(']') : none;
  const auto colon = text.find(':', close == none ? 0 : close);
  const auto host = text.substr(0, colon);
  address.host = close == none ? url_decoded(host) : std::string(text.substr(1, close - 1));
  if (colon != none) address.port = port_of(text.substr(colon + 1));
}

SshAddress of_url(std::string_view rest) {
  SshAddress address;
  const auto slash = rest.find('/');
  if (slash == none) refuse("the SSH address has no path");
  auto authority = rest.substr(0, slash);
  take_user(authority, address);
  take_host(authority, address);
  address.path = url_decoded(rest.substr(slash));
  if (address.path.starts_with("/~")) address.path.erase(0, 1);
  return address;
}

// Brackets may hold an IPv6 address, or a host and its port.
SshAddress of_scp(std::string_view text) {
  SshAddress address;
  const auto open = text.find('[');
  const auto close = open == none ? none : text.find("]:", open);
  const bool bracketed = close != none && text.find_first_of(":/") > open;
  const auto colon = bracketed ? close + 1 : text.find(':');
  if (colon == none) refuse("the SSH address has no path");
  auto authority = text.substr(0, colon);
  const auto at = authority.rfind('@', bracketed ? open : none);
  if (at != none) {
    address.user = authority.substr(0, at);
    authority.remove_prefix(at + 1);
  }
  if (bracketed) {
    const auto inside = authority.substr(1, authority.size() - 2);
    const bool with_port = inside.find(':') == inside.rfind(':') && inside.find(':') != none;
    if (with_port) {
      take_host(inside, address);
    } else {
      address.host = inside;
    }
  } else {
    address.host = authority;
  }
  address.path = text.substr(colon + 1);
  if (address.path.starts_with("/~")) address.path.erase(0, 1);
  return address;
}

}  // namespace

SshAddress parse_ssh_address(std::string_view text) {
  const auto scheme = text.find("://");
  SshAddress address = scheme == none ? of_scp(text) : of_url(text.substr(scheme + 3));
  if (address.host.empty()) refuse("the SSH address names no host");
  if (address.path.empty()) refuse("the SSH address has no path");
  if (address.path.starts_with('-'))
    refuse("the path of the SSH address begins with -, which git does not allow");
  for (const auto* part : {&address.user, &address.host, &address.path}) {
    if (part->find('\0') != none) refuse("the SSH address has a NUL in it");
  }
  return address;
}

std::string ssh_command(std::string_view program, std::string_view path) {
  std::string command(program);
  command += " '";
  for (const char c : path) {
    if (c == '\'' || c == '!') {
      command += "'\\";
      command += c;
      command += '\'';
    } else {
      command += c;
    }
  }
  return command += '\'';
}

}  // namespace toolbox
