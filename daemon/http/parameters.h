#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace toolbox {

// A header's value with parameters: `form-data; name="a"; filename="b \"c\".txt"`.
struct ParameterizedValue {
  std::string value;                                            // lower case
  std::vector<std::pair<std::string, std::string>> parameters;  // names in lower case, values unquoted

  // The first parameter of that name.
  std::optional<std::string> get(std::string_view name) const;
};

// Reads what is well-formed and skips what is not; never fails.
ParameterizedValue parse_parameterized(std::string_view text);

}  // namespace toolbox
