// A duration is read or refused; a sign turns it round, and a second one adds to it.
#include <string>

#include "base/go_duration.h"
#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace toolbox;
  const std::string text(text_of(data, size));
  const auto duration = parse_go_duration(text);
  if (!duration) return 0;
  const bool has_sign = text[0] == '-' || text[0] == '+';
  if (has_sign) return 0;
  require(duration->count() >= 0, "without a sign it is not negative");
  require(parse_go_duration("-" + text) == -*duration, "a sign turns it round");
  return 0;
}
