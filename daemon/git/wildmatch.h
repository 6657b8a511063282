#pragma once
#include <string_view>

namespace toolbox {

enum class Star {
  within_name,  // * and ? stop at slashes, ** goes across directories: .gitignore
  any           // * matches slashes too: pathspecs on git's command line
};

// Whether git's kind of pattern matches the whole of `text`: *, ?, **, [a-z], [!a-z], [[:alpha:]], and
// \ before what is meant literally. A malformed pattern matches nothing. fold: whatever the case of ASCII
// letters. Pure.
bool wildmatch(std::string_view pattern, std::string_view text, Star star, bool fold = false);

// Whether `text` has characters that wildmatch() gives a meaning to.
bool has_wildcard(std::string_view text);

}  // namespace toolbox
