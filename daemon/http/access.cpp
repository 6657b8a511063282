#include "http/access.h"

#include <arpa/inet.h>

#include <array>

namespace toolbox {
namespace {

// "[::1]:80" → "::1", "localhost:80" → "localhost".
std::string_view without_port(std::string_view host) {
  if (host.starts_with('[')) return host.substr(1, std::min(host.find(']'), host.size()) - 1);
  return host.substr(0, host.find(':'));
}

bool is_ip_address(std::string_view host) {
  std::array<unsigned char, 16> address{};
  const std::string text(host.substr(0, host.find('%')));
  return ::inet_pton(AF_INET, text.c_str(), address.data()) == 1 ||
         ::inet_pton(AF_INET6, text.c_str(), address.data()) == 1;
}

// The host of "https://example.org:8080"; empty for "null" and whatever is no origin.
std::string_view host_of_origin(std::string_view origin) {
  const auto scheme = origin.find("://");
  if (scheme == std::string_view::npos) return {};
  return without_port(origin.substr(scheme + 3));
}

// Takes as long whatever the first difference is.
bool equal_in_constant_time(std::string_view a, std::string_view b) {
  unsigned difference = a.size() == b.size() ? 0 : 1;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const char other = b.empty() ? '\0' : b[i % b.size()];
    difference |= static_cast<unsigned>(static_cast<unsigned char>(a[i]) ^ static_cast<unsigned char>(other));
  }
  return difference == 0;
}

std::string_view bearer(std::string_view value) {
  constexpr std::string_view scheme = "Bearer ";
  if (value.size() < scheme.size() || !same_name(value.substr(0, scheme.size()), scheme)) return {};
  return value.substr(scheme.size());
}

}  // namespace

void Access::check(const Request& request) const {
  if (request.from_loopback) check_browser(request);
  const bool open = request.path == "/version" && (request.method == "GET" || request.method == "HEAD");
  if (!token_.empty() && !open && !authorized(request)) {
    throw ApiError(401, "UNAUTHORIZED", "unauthorized: this daemon wants its token as Authorization: Bearer");
  }
}

void Access::check_browser(const Request& request) const {
  const auto refuse = [](const std::string& why) { return ApiError(403, "FORBIDDEN", "forbidden: " + why); };
  const auto host = without_port(request.headers.get("Host"));
  if (!host.empty() && !own_host(host)) {
    throw refuse("the Host of a request from this machine must be an IP address, localhost or its own name");
  }
  for (const auto& [name, value] : request.headers.all()) {
    if (same_name(name, "Sec-Fetch-Site") && same_name(value, "cross-site")) {
      throw refuse("a page of another site sent this request");
    }
    if (same_name(name, "Origin") && (host.empty() || !same_name(host_of_origin(value), host))) {
      throw refuse("the Origin is another site");
    }
  }
}

bool Access::own_host(std::string_view host) const {
  return same_name(host, "localhost") || same_name(host, machine_name_) || is_ip_address(host);
}

bool Access::authorized(const Request& request) const {
  bool found = false;
  for (const char* name : {"Authorization", "X-Daytona-Authorization"}) {
    if (equal_in_constant_time(bearer(request.headers.get(name)), token_)) found = true;
  }
  if (same_name(request.headers.get("Upgrade"), "websocket")) {
    for (const auto& [name, value] : request.query) {
      if (name == "DAYTONA_SANDBOX_AUTH_KEY" && equal_in_constant_time(value, token_)) found = true;
    }
  }
  return found;
}

}  // namespace toolbox
