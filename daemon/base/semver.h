#pragma once
#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace toolbox {

// A semantic version (semver.org 2.0). Build metadata is dropped. No C++ library for it is in Debian.
struct Semver {
  unsigned long major = 0;
  unsigned long minor = 0;
  unsigned long patch = 0;
  std::vector<std::string> prerelease;  // empty: a release

  // Accepts a leading "v" and, as SDKs write them, a prerelease without its dash ("0.21.0alpha1").
  // Nothing when it is no version.
  static std::optional<Semver> parse(std::string_view text);
};

std::strong_ordering operator<=>(const Semver& a, const Semver& b);
inline bool operator==(const Semver& a, const Semver& b) {
  return (a <=> b) == 0;
}

}  // namespace toolbox
