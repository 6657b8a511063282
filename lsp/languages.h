#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "lsp/text.h"

namespace toolbox {

struct ServerProgram {
  std::string name;
  std::vector<std::string> arguments;
};

struct ServerLanguage {
  std::string id;
  std::vector<ServerProgram> programs;  // the first one that is installed counts
  std::string install;                  // the command that installs the first of them
  LineEnds line_ends = LineEnds::protocol;
};

// Nothing for a language that is not supported.
const ServerLanguage* server_language(std::string_view id);

// The ids, in the table's order.
std::vector<std::string> supported_languages();

// The languageId that a document is opened with: by the extension of its path, else that of its server.
std::string document_language(std::string_view language, std::string_view path);

}  // namespace toolbox
