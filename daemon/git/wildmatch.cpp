#include "git/wildmatch.h"

#include <cctype>
#include <optional>

namespace toolbox {
namespace {

// exhausted: the text ended before the pattern, so no shorter rest of it can match. confined: a star was
// stopped by a slash, so a star before it that is stopped by the same one need not try on. Both keep the time
// from exploding.
enum class Result { match, no_match, exhausted, confined };

class Matcher {
 public:
  Matcher(std::string_view pattern, Star star, bool fold) : pattern_(pattern), star_(star), fold_(fold) {}

  Result match(std::size_t p, std::string_view text) const {
    std::size_t t = 0;
    for (; p < pattern_.size(); ++p, ++t) {
      if (pattern_[p] == '*') return match_star(p, text.substr(t));
      if (t == text.size()) return Result::exhausted;
      const char c = text[t];
      switch (pattern_[p]) {
        case '?':
          if (c == '/' && star_ == Star::within_name) return Result::no_match;
          break;
        case '[': {
          const auto end = match_set(p, c);
          if (!end || (c == '/' && star_ == Star::within_name)) return Result::no_match;
          p = *end;
          break;
        }
        case '\\':
          if (++p == pattern_.size()) return Result::no_match;
          [[fallthrough]];
        default:
          if (folded(pattern_[p]) != folded(c)) return Result::no_match;
      }
    }
    return t == text.size() ? Result::match : Result::no_match;
  }

 private:
  char folded(char c) const { return fold_ && c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

  Result match_star(std::size_t p, std::string_view text) const {
    const std::size_t first = p;
    while (p < pattern_.size() && pattern_[p] == '*') ++p;
    bool across = star_ == Star::any;
    if (star_ == Star::within_name && p - first >= 2) {
      const bool begins = first == 0 || pattern_[first - 1] == '/';
      const bool ends = p == pattern_.size() || pattern_[p] == '/';
      if (begins && ends) {
        // "**/" may stand for no directory at all.
        if (p < pattern_.size()) {
          const Result result = match(p + 1, text);
          // A text that is exhausted for this is so for what the star might take of it, too.
          if (result == Result::match || result == Result::exhausted) return result;
        }
        across = true;
      }
    }
    if (p == pattern_.size()) {
      return across || text.find('/') == std::string_view::npos ? Result::match : Result::no_match;
    }
    for (std::size_t t = 0; t <= text.size(); ++t) {
      const Result result = match(p, text.substr(t));
      if (result == Result::match || result == Result::exhausted) return result;
      if (across) continue;
      if (result == Result::confined || (t < text.size() && text[t] == '/')) return Result::confined;
    }
    return Result::exhausted;
  }

  // The place of the set's ] when it has `c`.
  std::optional<std::size_t> match_set(std::size_t p, char c) const {
    ++p;
    const bool inverted = p < pattern_.size() && (pattern_[p] == '!' || pattern_[p] == '^');
    if (inverted) ++p;
    bool has = false;
    for (std::size_t first = p; p < pattern_.size(); ++p) {
      if (pattern_[p] == ']' && p > first) return has != inverted ? std::optional(p) : std::nullopt;
      if (pattern_[p] == '[' && p + 1 < pattern_.size() && pattern_[p + 1] == ':') {
        const auto end = pattern_.find(":]", p + 2);
        if (end == std::string_view::npos) return std::nullopt;
        has = has || in_class(pattern_.substr(p + 2, end - p - 2), c);
        p = end + 1;
        continue;
      }
      if (pattern_[p] == '\\' && ++p == pattern_.size()) return std::nullopt;
      const char low = pattern_[p];
      char high = low;
      if (p + 2 < pattern_.size() && pattern_[p + 1] == '-' && pattern_[p + 2] != ']') {
        p += 2;
        if (pattern_[p] == '\\' && ++p == pattern_.size()) return std::nullopt;
        high = pattern_[p];
      }
      has = has || within(low, high, c) ||
            (fold_ && (within(low, high, folded(c)) || within(low, high, raised(c))));
    }
    return std::nullopt;
  }

  static char raised(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

  static bool within(char low, char high, char c) {
    const auto code = static_cast<unsigned char>(c);
    return static_cast<unsigned char>(low) <= code && code <= static_cast<unsigned char>(high);
  }

  static bool in_class(std::string_view name, char c) {
    const int code = static_cast<unsigned char>(c);
    if (name == "alnum") return std::isalnum(code) != 0;
    if (name == "alpha") return std::isalpha(code) != 0;
    if (name == "blank") return c == ' ' || c == '\t';
    if (name == "cntrl") return std::iscntrl(code) != 0;
    if (name == "digit") return std::isdigit(code) != 0;
    if (name == "graph") return std::isgraph(code) != 0;
    if (name == "lower") return std::islower(code) != 0;
    if (name == "print") return std::isprint(code) != 0;
    if (name == "punct") return std::ispunct(code) != 0;
    if (name == "space") return std::isspace(code) != 0;
    if (name == "upper") return std::isupper(code) != 0;
    if (name == "xdigit") return std::isxdigit(code) != 0;
    return false;
  }

  std::string_view pattern_;
  Star star_;
  bool fold_;
};

}  // namespace

bool wildmatch(std::string_view pattern, std::string_view text, Star star, bool fold) {
  return Matcher(pattern, star, fold).match(0, text) == Result::match;
}

bool has_wildcard(std::string_view text) {
  return text.find_first_of("*?[\\") != std::string_view::npos;
}

}  // namespace toolbox
