#include "lsp/parse.h"

#include <algorithm>
#include <limits>
#include <stdexcept>

#include "base/utf8.h"
#include "lsp/limits.h"

namespace toolbox::lsp_parse {

void wrong(const std::string& what, const char* expected) {
  throw std::invalid_argument("the server's answer is not as the protocol has it: " + what + " is not " +
                              expected);
}

const Json& member(const Json& object, const char* name) {
  static const Json null;
  if (!object.is_object()) return null;
  const auto it = object.find(name);
  return it == object.end() ? null : *it;
}

const Json& object(const Json& value, const std::string& what) {
  if (!value.is_object()) wrong(what, "an object");
  return value;
}

const Json& array(const Json& value, const std::string& what) {
  if (!value.is_array()) wrong(what, "a list");
  return value;
}

const std::string& text(const Json& value, const std::string& what) {
  if (!value.is_string()) wrong(what, "a string");
  return value.get_ref<const std::string&>();
}

std::int64_t whole_number(const Json& value, const std::string& what) {
  // Servers in JavaScript may write 1.0, and some the largest number there is for "the end".
  if (value.is_number_unsigned()) {
    constexpr std::uint64_t most = std::numeric_limits<std::int64_t>::max();
    return static_cast<std::int64_t>(std::min(value.get<std::uint64_t>(), most));
  }
  if (value.is_number_integer()) return value.get<std::int64_t>();
  constexpr double exact = 9007199254740992;  // whole doubles beyond may be rounded ones
  const double number = value.is_number_float() ? value.get<double>() : exact * 2;
  if (!(number >= -exact && number <= exact)) wrong(what, "a whole number");
  const auto whole = static_cast<std::int64_t>(number);
  if (static_cast<double>(whole) != number) wrong(what, "a whole number");
  return whole;
}

Position position(const Json& value, const std::string& what) {
  object(value, what);
  return {whole_number(member(value, "line"), what + "'s line"),
          whole_number(member(value, "character"), what + "'s character")};
}

Range range(const Json& value, const std::string& what) {
  object(value, what);
  return {position(member(value, "start"), what + "'s start"),
          position(member(value, "end"), what + "'s end")};
}

std::string shortened(std::string text) {
  if (text.size() <= limits::lsp_told) return text;
  text.resize(limits::lsp_told);
  text.resize(text.size() - utf8::incomplete_tail(text));
  return text + "…";
}

std::optional<std::string> optional_text(const Json& object, const char* name) {
  const Json& value = member(object, name);
  if (!value.is_string()) return std::nullopt;
  return value.get<std::string>();
}

std::optional<std::int64_t> optional_number(const Json& object, const char* name) {
  const Json& value = member(object, name);
  if (!value.is_number()) return std::nullopt;
  return whole_number(value, name);
}

}  // namespace toolbox::lsp_parse
