#include "base/codec.h"

#include <charconv>
#include <limits>

#include "base/limits.h"
#include "base/utf8.h"

namespace toolbox {

Json parse_object(std::string_view text) {
  if (text.empty()) return Json::object();
  const auto invalid = [](const std::string& why) { return ApiError(400, "INVALID_REQUEST_BODY", why); };
  std::size_t values = 0;
  const auto bounded = [&](int depth, Json::parse_event_t event, Json&) {
    if (++values > limits::max_json_values) throw invalid("the JSON body has too many values");
    const bool opens =
        event == Json::parse_event_t::object_start || event == Json::parse_event_t::array_start;
    if (opens && depth >= limits::max_json_depth) throw invalid("the JSON body is nested too deeply");
    return true;
  };
  Json body;
  try {
    body = Json::parse(text, bounded);
  } catch (const Json::exception&) {
    // nlohmann's own text quotes the input, and a body may hold secrets.
    throw invalid("the request body is not valid JSON");
  }
  if (!body.is_object()) throw invalid("the request body must be a JSON object");
  return body;
}

namespace detail {

void missing_field(std::string_view name) {
  throw ApiError(400, "INVALID_REQUEST_BODY", "bad request: " + std::string(name) + " is required");
}

void missing_argument(std::string_view name) {
  throw ApiError::bad_request("bad request: " + std::string(name) + " is required");
}

void wrong_type(std::string_view name, std::string_view expected) {
  throw ApiError::bad_request("bad request: " + utf8::to_valid(name) + " must be " + std::string(expected));
}

void from_json_value(std::string_view name, const Json& value, std::string& out) {
  if (!value.is_string()) wrong_type(name, "a string");
  out = value.get_ref<const std::string&>();
}

void from_json_value(std::string_view name, const Json& value, bool& out) {
  if (!value.is_boolean()) wrong_type(name, "true or false");
  out = value.get<bool>();
}

void from_json_value(std::string_view name, const Json& value, std::int64_t& out) {
  if (!value.is_number_integer()) wrong_type(name, "a whole number");
  if (value.is_number_unsigned() && value.get<std::uint64_t>() > std::numeric_limits<std::int64_t>::max()) {
    wrong_type(name, "a whole number below 2^63");
  }
  out = value.get<std::int64_t>();
}

void from_json_value(std::string_view name, const Json& value, double& out) {
  if (!value.is_number()) wrong_type(name, "a number");
  out = value.get<double>();
}

void from_json_value(std::string_view name, const Json& value, std::vector<std::string>& out) {
  if (!value.is_array()) wrong_type(name, "a list of strings");
  for (const auto& item : value) {
    if (!item.is_string()) wrong_type(name, "a list of strings");
    out.push_back(item.get_ref<const std::string&>());
  }
}

void from_json_value(std::string_view name, const Json& value, std::map<std::string, std::string>& out) {
  if (!value.is_object()) wrong_type(name, "an object of strings");
  for (const auto& [key, item] : value.items()) {
    if (!item.is_string()) wrong_type(std::string(name) + "." + key, "a string");
    out.emplace(key, item.get_ref<const std::string&>());
  }
}

void from_argument(std::string_view, const std::string& text, std::string& out) {
  out = text;
}

void from_argument(std::string_view name, const std::string& text, bool& out) {
  if (text == "true" || text == "1" || text == "True" || text == "TRUE") {
    out = true;
  } else if (text.empty() || text == "false" || text == "0" || text == "False" || text == "FALSE") {
    out = false;
  } else {
    wrong_type(name, "true or false");
  }
}

void from_argument(std::string_view name, const std::string& text, std::int64_t& out) {
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, out);
  if (error != std::errc() || stop != end) wrong_type(name, "a whole number");
}

}  // namespace detail
}  // namespace toolbox
