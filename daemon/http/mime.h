#pragma once
#include <string_view>

namespace toolbox {

// The media type that the extension of a file name or path stands for; application/octet-stream where none is
// known.
std::string_view media_type_of(std::string_view path);

}  // namespace toolbox
