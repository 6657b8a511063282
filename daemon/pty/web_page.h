#pragma once
#include <string>
#include <string_view>

#include "base/codec.h"
#include "base/task.h"
#include "http/message.h"
#include "pty/web_assets.h"

namespace toolbox {

struct PageParams : FromQuery {};
template <class V>
void fields(V&, PageParams&) {}

struct AssetParams : FromQuery {
  std::string name;
};
template <class V>
void fields(V& v, AssetParams& m) {
  v("name", m.name);
}

// Serves the web terminal's page out of the binary: gzipped to clients that take it, else inflated.
// Loop thread only.
class WebPage {
 public:
  // GET /: asked for anew each time, but sent only when the client has another one.
  Task<Response> page(PageParams params, const Request& request);
  // GET /assets/{name}: cached for ever, as the name changes with the content. ApiError 404 for another name.
  Task<Response> asset(AssetParams params, const Request& request);
};

// Whether the Accept-Encoding fields of a request allow gzip. Without any they do not.
bool accepts_gzip(const Headers& headers);

// Whether an If-None-Match of a request names this entity tag; weak and strong ones count as equal.
bool has_entity(const Headers& headers, std::string_view tag);

// What was gzipped. Throws std::runtime_error when that is no gzip of asset.size bytes.
std::string inflate(const WebAsset& asset);

}  // namespace toolbox
