// The order of versions is one: it has no cycles, and equal versions are equal both ways.
#include "base/semver.h"
#include "fuzz.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace toolbox;
  auto text = text_of(data, size);
  std::vector<Semver> versions;
  while (!text.empty() && versions.size() < 3) {
    const std::size_t end = std::min(text.find(' '), text.size());
    if (auto version = Semver::parse(text.substr(0, end))) versions.push_back(std::move(*version));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  for (const auto& a : versions) {
    require(a == a, "a version equals itself");
    for (const auto& b : versions) {
      require((a < b) == (b > a) && (a == b) == (b == a), "the order is the same seen from both sides");
      for (const auto& c : versions) require(!(a < b && b < c) || a < c, "the order has no cycles");
    }
  }
  return 0;
}
