#include "git/ignore_rules.h"

#include <strings.h>

#include <utility>

#include "git/wildmatch.h"

namespace toolbox {
namespace {

// Blanks at the end do not count unless the last one is escaped.
std::string_view without_trailing_blanks(std::string_view line) {
  std::size_t end = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '\\') {
      ++i;
      end = i + 1;
    } else if (line[i] != ' ') {
      end = i + 1;
    }
  }
  return line.substr(0, end);
}

}  // namespace

IgnoreRules::IgnoreRules(std::shared_ptr<const IgnoreRules> below, std::string base, std::string_view text,
                         bool fold)
    : below_(std::move(below)), base_(std::move(base)), fold_(fold) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  while (!text.empty()) {
    std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(line.size() + (line.size() < text.size() ? 1 : 0));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (auto pattern = parse(line)) patterns_.push_back(std::move(*pattern));
  }
}

std::optional<IgnoreRules::Pattern> IgnoreRules::parse(std::string_view line) {
  if (line.starts_with('#')) return std::nullopt;
  line = without_trailing_blanks(line);
  Pattern pattern;
  if (line.starts_with('!')) {
    pattern.negated = true;
    line.remove_prefix(1);
  }
  if (line.ends_with('/')) {
    pattern.only_directories = true;
    line.remove_suffix(1);
  }
  if (line.empty()) return std::nullopt;
  pattern.whole_path = line.find('/') != std::string_view::npos;
  if (line.starts_with('/')) line.remove_prefix(1);
  pattern.text = line;
  pattern.wild = has_wildcard(line);
  return pattern;
}

bool IgnoreRules::matches(const Pattern& pattern, std::string_view relative, std::string_view name) const {
  const std::string_view text = pattern.whole_path ? relative : name;
  if (pattern.wild) return wildmatch(pattern.text, text, Star::within_name, fold_);
  if (text.size() != pattern.text.size()) return false;
  return fold_ ? ::strncasecmp(text.data(), pattern.text.data(), text.size()) == 0 : text == pattern.text;
}

bool IgnoreRules::ignored(std::string_view path, bool directory) const {
  const std::string_view name = path.substr(path.rfind('/') + 1);
  for (const IgnoreRules* rules = this; rules != nullptr; rules = rules->below_.get()) {
    const std::string_view relative = path.substr(rules->base_.size());
    for (auto it = rules->patterns_.rbegin(); it != rules->patterns_.rend(); ++it) {
      if (it->only_directories && !directory) continue;
      if (rules->matches(*it, relative, name)) return !it->negated;
    }
  }
  return false;
}

}  // namespace toolbox
