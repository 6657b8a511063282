#include "interpreter/language.h"

#include <algorithm>
#include <array>

#include "base/spawn.h"
#include "base/utf8.h"

namespace toolbox {
namespace {

struct Entry {
  Language language;
  std::string_view name;
  std::string_view program;
  std::string_view title;
};

constexpr std::array entries{
    Entry{Language::bash, "bash", "bash", "the Bash process"},
    Entry{Language::javascript, "javascript", "node", "the Node process"},
    Entry{Language::python, "python", "python3", "the Python process"},
    Entry{Language::typescript, "typescript", "node", "the Node process"},
};

const Entry& entry(Language language) {
  return *std::ranges::find(entries, language, &Entry::language);
}

}  // namespace

std::optional<Language> parse_language(std::string_view name) {
  const auto* const found = std::ranges::find(entries, name, &Entry::name);
  if (found == entries.end()) return std::nullopt;
  return found->language;
}

std::string_view name_of(Language language) {
  return entry(language).name;
}

std::string_view program_of(Language language) {
  return entry(language).program;
}

std::string_view title_of(Language language) {
  return entry(language).title;
}

bool installed(Language language, const std::vector<std::string>& environment) {
  try {
    find_program(std::string(program_of(language)), environment);
    return true;
  } catch (const SpawnError&) {
    return false;
  }
}

std::string unsupported_language(std::string_view name, bool typescript,
                                 const std::vector<std::string>& environment) {
  std::string available;
  for (const auto& each : entries) {
    if (each.language == Language::typescript && !typescript) continue;
    if (!installed(each.language, environment)) continue;
    available += (available.empty() ? "" : ", ") + std::string(each.name);
  }
  if (available.empty()) available = "none";
  return "bad request: unsupported language: " + utf8::to_valid(name) + "; available here: " + available;
}

}  // namespace toolbox
