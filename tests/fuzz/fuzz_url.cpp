// Decoding never fails in an unexpected way, and undoes encoding.
#include "fuzz.h"
#include "http/url.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace toolbox;
  const auto text = text_of(data, size);
  const std::string encoded = percent_encode(text);
  require(percent_decode(encoded) == text, "encoding is undone");
  require(percent_decode(encoded, true) == text, "encoding is undone in queries");
  if (const auto decoded = percent_decode(text)) require(decoded->size() <= size, "decoding never grows");
  if (const auto query = parse_query(text)) {
    std::string again;
    for (const auto& [name, value] : *query)
      again += percent_encode(name) + "=" + percent_encode(value) + "&";
    require(parse_query(again) == query, "a query written anew is the same");
  }
  return 0;
}
