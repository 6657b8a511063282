#pragma once
#include <string>

#include "base/codec.h"

namespace toolbox {

// What a server is told of its project.
struct ServerProject {
  std::string root;         // absolute
  std::string language;     // of the server
  std::string python = {};  // interpreter of the project's virtual environment; empty when there is none
};

// The initializationOptions of a language's server; null where it needs none.
Json initialization_options(const std::string& language);

// The settings of a project's server by their sections: what an editor would send of its own and the user's.
Json server_settings(const ServerProject& project);

// Of server_settings() those of a section, "a" or "a.b"; null, for the server's own defaults, where there are
// none.
const Json& setting(const Json& settings, const std::string& section);

// Whether a language's server completes only for clients that understand snippets. Their text is all that an
// answer of the API has, so the others are told that there are none to be sent.
bool completes_with_snippets(const std::string& language);

}  // namespace toolbox
