#include "git/credential_line.h"

#include <algorithm>
#include <array>
#include <initializer_list>

#include "git/url_text.h"

namespace toolbox {
namespace {

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

std::string encode(std::string_view text, std::string_view others_kept) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const char c : text) {
    if (is_alphanumeric(c) || others_kept.find(c) != std::string_view::npos) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += {'%', digits[byte >> 4], digits[byte & 15]};
    }
  }
  return out;
}

constexpr std::string_view unreserved = "-._~";
constexpr std::string_view reserved_too = "-._~!*'();:@&=+$,/?#[]";

}  // namespace

std::optional<Credential> parse_credential_line(std::string_view line) {
  const auto scheme = line.find("://");
  if (scheme == std::string_view::npos || scheme == 0) return std::nullopt;
  Credential credential;
  credential.protocol = std::string(line.substr(0, scheme));
  line.remove_prefix(scheme + 3);
  const auto slash = std::min(line.find_first_of("/?#"), line.size());
  const auto at = line.find('@');
  const auto colon = line.find(':');
  auto host = line.substr(0, slash);
  if (at < slash) {
    host.remove_prefix(at + 1);
    credential.username = url_decoded(line.substr(0, std::min(colon, at)));
    if (colon < at) credential.password = url_decoded(line.substr(colon + 1, at - colon - 1));
  }
  credential.host = url_decoded(host);
  auto path = line.substr(slash);
  while (path.starts_with('/')) path.remove_prefix(1);
  if (!path.empty()) {
    credential.path = url_decoded(path);
    while (credential.path->size() > 1 && credential.path->ends_with('/')) credential.path->pop_back();
  }
  const auto broken = [](const std::optional<std::string>& part) {
    return part && part->find('\n') != std::string::npos;
  };
  if (broken(credential.username) || broken(credential.password) || broken(credential.host) ||
      broken(credential.path)) {
    return std::nullopt;
  }
  return credential;
}

std::string credential_line(const Credential& credential) {
  std::string line = credential.protocol.value_or("") + "://" +
                     encode(credential.username.value_or(""), unreserved) + ":" +
                     encode(credential.password.value_or(""), unreserved) + "@" +
                     encode(credential.host.value_or(""), reserved_too);
  if (credential.path) line += "/" + encode(*credential.path, reserved_too);
  return line;
}

bool credential_fits(const Credential& wanted, const Credential& kept) {
  const auto fits = [](const std::optional<std::string>& want, const std::optional<std::string>& have) {
    return !want || (have && *want == *have);
  };
  return fits(wanted.protocol, kept.protocol) && fits(wanted.host, kept.host) &&
         fits(wanted.path, kept.path) && fits(wanted.username, kept.username);
}

}  // namespace toolbox
