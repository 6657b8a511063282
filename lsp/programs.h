#pragma once
// Where things are. Blocking.
#include <string>
#include <vector>

#include "base/environment.h"
#include "lsp/languages.h"

namespace toolbox {

// What a request is about.
struct LspTarget {
  std::string root;      // the project, absolute
  std::string key;       // its real path
  bool is_gone = false;  // then `key` may be another
  std::string document;  // absolute; empty when there is none
};

// Throws ApiError 400 when `uri` names no file. Whether project and document are there is not looked at. uri:
// empty for none.
LspTarget find_target(const std::string& project, const std::string& uri, const std::string& work_dir);

// The command line of the first program of the language that is on PATH, in the project or in `places`.
// Throws ApiError 500, which tells how to install it.
std::vector<std::string> find_language_program(const ServerLanguage& language, const std::string& root,
                                               const std::vector<std::string>& places,
                                               const std::vector<std::string>& environment);

}  // namespace toolbox
