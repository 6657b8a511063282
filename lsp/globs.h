#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "lsp/glob_pattern.h"

namespace toolbox {

// A pattern of the protocol for files to watch: * and ? (neither matches a slash), ** (any number of
// segments, where it is a whole one; else it is a *), {a,b}, [a-z] and [!a-z] by code point. A bracket or
// brace that is not closed is meant literally. Pure.
class WatchGlob {
 public:
  explicit WatchGlob(const std::string& pattern);

  // Whether it matches the whole path. Time: at worst the product of both lengths.
  bool matches(std::string_view relative_path) const;

 private:
  std::vector<GlobNode> nodes_;
};

}  // namespace toolbox
