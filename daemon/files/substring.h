#pragma once
#include <cstddef>
#include <string>
#include <string_view>

namespace toolbox {

// A text to be found in much other text. Pure.
class Substring {
 public:
  // text: not empty.
  explicit Substring(std::string text);

  // Where it occurs first in `in` at or behind `from`; npos when it does not.
  std::size_t find(std::string_view in, std::size_t from) const;

  const std::string& text() const { return text_; }
  std::size_t size() const { return text_.size(); }

 private:
  std::string text_;
  std::size_t rarest_;  // index of the byte that other text has least often
};

}  // namespace toolbox
