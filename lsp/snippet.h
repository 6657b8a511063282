#pragma once
#include <string>
#include <string_view>

namespace toolbox {

// The text that a snippet (LSP's "Snippet Syntax") inserts when nobody fills it in: placeholders are their
// defaults, choices their first, tab stops and variables nothing. What begins nothing of the syntax is text.
std::string snippet_text(std::string_view snippet);

}  // namespace toolbox
