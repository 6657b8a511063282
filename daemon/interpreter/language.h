#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/environment.h"

namespace toolbox {

enum class Language { python, javascript, typescript, bash };

// By its name in the API; nothing for others.
std::optional<Language> parse_language(std::string_view name);
std::string_view name_of(Language language);

// The program that runs it, to be found on PATH.
std::string_view program_of(Language language);

// For people: "the Python process".
std::string_view title_of(Language language);

// Whether its program is on the PATH of `environment`. Blocking.
bool installed(Language language, const std::vector<std::string>& environment);

// For an error message: "unsupported language: x; available here: bash, python". Blocking. `typescript`:
// whether the Node that is installed can take it.
std::string unsupported_language(std::string_view name, bool typescript,
                                 const std::vector<std::string>& environment);

}  // namespace toolbox
