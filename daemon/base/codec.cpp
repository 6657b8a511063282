#include "base/codec.h"

#include <charconv>
#include <limits>

#include "base/limits.h"
#include "base/utf8.h"

namespace toolbox {
namespace {

// Looks through a text for what is too much.
class BoundsCheck final : public nlohmann::json_sax<Json> {
 public:
  std::string fault() const { return fault_; }

  bool null() override { return value(); }
  bool boolean(bool) override { return value(); }
  bool number_integer(number_integer_t) override { return value(); }
  bool number_unsigned(number_unsigned_t) override { return value(); }
  bool number_float(number_float_t, const string_t&) override { return value(); }
  bool string(string_t&) override { return value(); }
  bool binary(binary_t&) override { return value(); }
  bool key(string_t&) override { return value(); }
  bool start_object(std::size_t) override { return open(); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    // nlohmann's own text quotes the input, and a body may hold secrets.
    fault_ = "is not valid JSON";
    return false;
  }

 private:
  bool value() {
    if (++values_ > limits::max_json_values) fault_ = "has too many values";
    return fault_.empty();
  }
  bool open() {
    if (++depth_ > limits::max_json_depth) fault_ = "is nested too deeply";
    return fault_.empty() && value();
  }
  bool close() {
    --depth_;
    return true;
  }

  std::size_t values_ = 0;
  int depth_ = 0;
  std::string fault_;
};

}  // namespace

std::string json_fault(std::string_view text) {
  BoundsCheck check;
  return Json::sax_parse(text, &check) ? "" : check.fault();
}

ParsedJson parse_json(std::string_view text) {
  // First a look without a document, as nlohmann's own way to stop while it makes one takes quadratic time.
  std::string fault = json_fault(text);
  if (!fault.empty()) return {{}, std::move(fault)};
  return {Json::parse(text)};
}

Json parse_object(std::string_view text) {
  if (text.empty()) return Json::object();
  ParsedJson parsed = parse_json(text);
  if (parsed.fault.empty() && !parsed.value.is_object()) parsed.fault = "must be a JSON object";
  if (!parsed.fault.empty()) throw ApiError(400, "INVALID_REQUEST_BODY", "the request body " + parsed.fault);
  return std::move(parsed.value);
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

void from_json_value(std::string_view, const Json& value, RawJson& out) {
  out.value = value;
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
