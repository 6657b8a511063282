#pragma once
#include <string>
#include <string_view>

namespace toolbox {

// JSON text as a server sent it, with each byte that is not UTF-8 and each escaped half of a surrogate pair
// ("\ud83d" alone) replaced by U+FFFD: programs have such in their texts, and no parser takes them. Pure.
std::string mended_json(std::string_view text);

}  // namespace toolbox
