#include "pty/web_page.h"

#include <zlib.h>

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "base/api_error.h"
#include "base/trimmed.h"

namespace toolbox {
namespace {

// Everything comes from the binary, and the only thing the page talks to is its own WebSocket. xterm.js sets
// styles from its script; 'self' does not cover WebSockets in every browser. Other sites may frame the page:
// dashboards do.
constexpr std::string_view content_security_policy =
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self' ws: wss:; "
    "img-src data:; base-uri 'none'; form-action 'none'";

// Takes the text up to the next `separator` off the front of `list`, and that separator; trimmed.
std::string_view take_element(std::string_view& list, char separator) {
  const std::size_t end = std::min(list.find(separator), list.size());
  const auto element = list.substr(0, end);
  list.remove_prefix(std::min(end + 1, list.size()));
  return trimmed(element);
}

// Whether the parameters of a list element (" q=0.5") leave it any weight.
bool has_weight(std::string_view parameters) {
  while (!parameters.empty()) {
    auto value = take_element(parameters, ';');
    const auto name = take_element(value, '=');
    if (same_name(name, "q")) return trimmed(value).find_first_of("123456789") != std::string_view::npos;
  }
  return true;
}

Response answer(const WebAsset& asset, std::string_view cache_control, const Request& request) {
  const std::string tag = "W/\"" + std::string(asset.name) + "\"";
  Response response;
  response.headers.add("ETag", tag);
  response.headers.add("Cache-Control", cache_control);
  response.headers.add("Vary", "Accept-Encoding");
  response.headers.add("X-Content-Type-Options", "nosniff");
  response.headers.add("Referrer-Policy", "no-referrer");
  response.headers.add("Content-Security-Policy", content_security_policy);
  if (has_entity(request.headers, tag)) {
    response.status = 304;
    return response;
  }
  response.headers.add("Content-Type", asset.media_type);
  if (accepts_gzip(request.headers)) {
    response.headers.add("Content-Encoding", "gzip");
    response.body.assign(asset.gzipped.begin(), asset.gzipped.end());
  } else {
    response.body = inflate(asset);
  }
  return response;
}

}  // namespace

Task<Response> WebPage::page(PageParams, const Request& request) {
  co_return answer(web_index(), "no-cache", request);
}

Task<Response> WebPage::asset(AssetParams params, const Request& request) {
  const auto assets = web_assets();
  const auto found = std::ranges::find(assets, params.name, &WebAsset::name);
  if (found == assets.end())
    throw ApiError(404, "NOT_FOUND", "not found: the page has no file " + params.name);
  co_return answer(*found, "public, max-age=31536000, immutable", request);
}

bool accepts_gzip(const Headers& headers) {
  std::optional<bool> named;
  std::optional<bool> any;
  for (const auto& [name, value] : headers.all()) {
    if (!same_name(name, "Accept-Encoding")) continue;
    std::string_view list = value;
    while (!list.empty()) {
      auto parameters = take_element(list, ',');
      const auto coding = take_element(parameters, ';');
      if (same_name(coding, "gzip") || same_name(coding, "x-gzip")) named = has_weight(parameters);
      if (coding == "*") any = has_weight(parameters);
    }
  }
  return named.value_or(any.value_or(false));
}

bool has_entity(const Headers& headers, std::string_view tag) {
  const auto opaque = [](std::string_view t) { return t.starts_with("W/") ? t.substr(2) : t; };
  for (const auto& [name, value] : headers.all()) {
    if (!same_name(name, "If-None-Match")) continue;
    std::string_view list = value;
    while (!list.empty()) {
      const auto element = take_element(list, ',');
      if (element == "*" || opaque(element) == opaque(tag)) return true;
    }
  }
  return false;
}

std::string inflate(const WebAsset& asset) {
  std::string out(asset.size, '\0');
  z_stream stream{};
  constexpr int gzip_only = 16 + MAX_WBITS;
  if (::inflateInit2(&stream, gzip_only) != Z_OK) throw std::runtime_error("zlib has no memory");
  stream.next_in = const_cast<unsigned char*>(asset.gzipped.data());
  stream.avail_in = static_cast<uInt>(asset.gzipped.size());
  stream.next_out = reinterpret_cast<unsigned char*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int result = ::inflate(&stream, Z_FINISH);
  ::inflateEnd(&stream);
  if (result != Z_STREAM_END || stream.avail_out != 0) {
    throw std::runtime_error("the web terminal's file " + std::string(asset.name) + " is damaged");
  }
  return out;
}

}  // namespace toolbox
