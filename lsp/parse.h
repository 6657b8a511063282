#pragma once
// The protocol's small values out of JSON, for the other files here. `what` names the value in the
// std::invalid_argument that is thrown when it is missing or something else: "a symbol's name".
#include <cstdint>
#include <optional>
#include <string>

#include "base/codec.h"
#include "lsp/text.h"

namespace toolbox::lsp_parse {

[[noreturn]] void wrong(const std::string& what, const char* expected);

// The member, or a null for one that is absent or null.
const Json& member(const Json& object, const char* name);

const Json& object(const Json& value, const std::string& what);
const Json& array(const Json& value, const std::string& what);
const std::string& text(const Json& value, const std::string& what);
std::int64_t whole_number(const Json& value, const std::string& what);
Position position(const Json& value, const std::string& what);
Range range(const Json& value, const std::string& what);

// A server's text for a sentence of ours: its first limits::lsp_told bytes.
std::string shortened(std::string text);

// Nothing when it is absent or of another type: for what an answer can do without.
std::optional<std::string> optional_text(const Json& object, const char* name);
std::optional<std::int64_t> optional_number(const Json& object, const char* name);

}  // namespace toolbox::lsp_parse
