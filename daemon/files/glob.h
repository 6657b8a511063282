#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace toolbox {

// A pattern as Go's filepath.Match has it: * and ? (neither matches a slash), [a-z] and [^a-z] by code point,
// \ before what is meant literally. Pure.
class Glob {
 public:
  // Nothing when the pattern is malformed, wherever that is in it.
  static std::optional<Glob> parse(std::string pattern);

  // Whether it matches the whole name. Time: at worst the product of both lengths.
  bool matches(std::string_view name) const;

 private:
  explicit Glob(std::string pattern) : pattern_(std::move(pattern)) {}
  std::string pattern_;
};

}  // namespace toolbox
