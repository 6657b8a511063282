// Any bytes become a JSON string, and what a parser reads from it is the text with U+FFFD for what is not
// UTF-8.
#include <nlohmann/json.hpp>

#include "base/json_writer.h"
#include "base/utf8.h"
#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace toolbox;
  const auto text = text_of(data, size);
  const auto parsed = nlohmann::json::parse(json_quote(text)).get<std::string>();
  require(parsed == utf8::to_valid(text), "it is read back");
  require(utf8::valid(parsed), "it is UTF-8");
  require((parsed == text) == utf8::valid(text), "only invalid text changes");

  // Output that comes in two pieces is cut where no character is.
  const auto first = text.substr(0, size / 2);
  const std::size_t cut = first.size() - utf8::incomplete_tail(first);
  if (utf8::valid(text)) {
    require(utf8::valid(text.substr(0, cut)) && utf8::valid(text.substr(cut)), "no character is cut");
  }
  return 0;
}
