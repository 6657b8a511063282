#pragma once
#include <cstddef>
#include <span>
#include <string_view>

namespace toolbox {

// A file of the web terminal's page, as pty/web/embed.py put it into the binary.
struct WebAsset {
  std::string_view name;        // "terminal-0123456789abcdef.js": a hash of the content is part of it
  std::string_view media_type;  // with the charset
  std::span<const unsigned char> gzipped;
  std::size_t size;  // bytes, inflated
};

const WebAsset& web_index();             // the page itself
std::span<const WebAsset> web_assets();  // what it refers to

}  // namespace toolbox
