// Whatever is asked for lies within the file; dates are read or not.
#include <cstring>

#include "fuzz.h"
#include "http/range.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace toolbox;
  std::uint64_t length = 0;
  if (size < sizeof length) return 0;
  std::memcpy(&length, data, sizeof length);
  const auto text = text_of(data + sizeof length, size - sizeof length);
  const RangeChoice choice = choose_range(text, length);
  if (choice.kind == RangeChoice::Kind::part) {
    require(choice.length > 0 && choice.first < length, "a part is not empty");
    require(choice.length <= length - choice.first, "a part ends within the file");
  }
  if (choice.kind == RangeChoice::Kind::whole)
    require(choice.first == 0 && choice.length == length, "whole is whole");
  if (const auto date = parse_http_date(text)) {
    require(if_range_holds(text, *date), "a date holds for itself");
    require(not_modified_since(text, *date), "nothing is newer than itself");
  }
  return 0;
}
