// "pattern\nname". Every name matches itself escaped, and a pattern matches what a plain recursive matcher
// says.
#include <algorithm>

#include "files/glob.h"
#include "fuzz.h"

namespace {

using namespace toolbox;

// ASCII without classes only; in the middle of a character Go's matcher has ways of its own. Tries
// everything, so both are to be short.
bool matches(std::string_view pattern, std::string_view name) {
  if (pattern.empty()) return name.empty();
  if (pattern[0] == '*') {
    if (matches(pattern.substr(1), name)) return true;
    return !name.empty() && name[0] != '/' && matches(pattern, name.substr(1));
  }
  if (name.empty()) return false;
  if (pattern[0] == '?') return name[0] != '/' && matches(pattern.substr(1), name.substr(1));
  if (pattern[0] == '\\') pattern.remove_prefix(1);
  return pattern[0] == name[0] && matches(pattern.substr(1), name.substr(1));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto text = text_of(data, size);
  const std::size_t line = std::min(text.find('\n'), text.size());
  const auto pattern = text.substr(0, line);
  const auto name = text.substr(std::min(line + 1, text.size()));

  std::string escaped;
  for (const char c : name) escaped += {'\\', c};
  const auto literal = Glob::parse(escaped);
  require(literal && literal->matches(name), "an escaped name matches itself");
  require(Glob::parse("*")->matches(name) == (name.find('/') == std::string_view::npos),
          "* matches all but a slash");

  const auto glob = Glob::parse(std::string(pattern));
  if (!glob) return 0;
  const bool matched = glob->matches(name);
  const bool ascii = std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (ascii && size <= 24 && pattern.find('[') == std::string_view::npos) {
    require(matched == matches(pattern, name), "it is what a plain matcher says");
  }
  return 0;
}
