#pragma once
// Typed messages. Each lists its fields once, and that list decodes and encodes it:
//
//   template <class V> void fields(V& v, ExecParams& m) { v("command", m.command); v("cwd", m.cwd); }
//
// std::optional means optional; `v.newer(…)` a field that clients with strict decoders must not get,
// `v.nullable(…)` one that is written as null when it is absent.
// A message that derives from FromQuery is read from the query string, any other from the JSON body; the
// path's parameters count for both and win. Fields may be messages and lists of messages themselves.
#include <concepts>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/api_error.h"
#include "base/json_writer.h"

namespace toolbox {

using Json = nlohmann::json;

struct FromQuery {};

// A field that may be any JSON: passed on as it is.
struct RawJson {
  Json value;
  bool operator==(const RawJson&) const = default;
};

using Arguments = std::vector<std::pair<std::string, std::string>>;  // decoded, in the order given

// What a text holds as JSON; or why it is not taken: "is not valid JSON", "has too many values", "is nested
// too deeply" (beyond limits::max_json_values, max_json_depth).
struct ParsedJson {
  Json value;
  std::string fault = {};
};
ParsedJson parse_json(std::string_view text);

// The fault alone, without a document; empty when there is none.
std::string json_fault(std::string_view text);

// The JSON object in `text`; none at all is an empty object. Throws ApiError 400 INVALID_REQUEST_BODY when
// it is not JSON, not an object, or nested deeper than limits::max_json_depth.
Json parse_object(std::string_view text);

namespace detail {

[[noreturn]] void missing_field(std::string_view name);     // of a body
[[noreturn]] void missing_argument(std::string_view name);  // of a path or query
[[noreturn]] void wrong_type(std::string_view name, std::string_view expected);

void from_json_value(std::string_view name, const Json& value, std::string& out);
void from_json_value(std::string_view name, const Json& value, bool& out);
void from_json_value(std::string_view name, const Json& value, std::int64_t& out);
void from_json_value(std::string_view name, const Json& value, double& out);
void from_json_value(std::string_view name, const Json& value, std::vector<std::string>& out);
void from_json_value(std::string_view name, const Json& value, std::map<std::string, std::string>& out);
void from_json_value(std::string_view name, const Json& value, RawJson& out);

void from_argument(std::string_view name, const std::string& text, std::string& out);
void from_argument(std::string_view name, const std::string& text, bool& out);
void from_argument(std::string_view name, const std::string& text, std::int64_t& out);

}  // namespace detail

// Reads fields from the path's parameters and then from a JSON object.
class JsonDecoder {
 public:
  JsonDecoder(const Arguments& path_params, const Json& body) : path_params_(path_params), body_(body) {}

  template <class T>
  void operator()(std::string_view name, T& out) {
    if (!read(name, out)) detail::missing_field(within_ + std::string(name));
  }
  template <class T>
  void operator()(std::string_view name, std::optional<T>& out) {
    T value{};
    if (read(name, value)) out = std::move(value);
  }
  template <class T>
  void newer(std::string_view name, T& out) {
    (*this)(name, out);
  }
  template <class T>
  void nullable(std::string_view name, std::optional<T>& out) {
    (*this)(name, out);
  }

 private:
  // within: what errors put before a name, as in "position.line".
  JsonDecoder(const Arguments& path_params, const Json& body, std::string within)
      : path_params_(path_params), body_(body), within_(std::move(within)) {}

  template <class T>
  bool read(std::string_view name, T& out) {
    if constexpr (requires(const std::string& s) { detail::from_argument(name, s, out); }) {
      for (const auto& [key, text] : path_params_) {
        if (key == name) return detail::from_argument(name, text, out), true;
      }
    }
    const auto it = body_.find(name);
    if (it == body_.end() || it->is_null()) return false;
    take(within_ + std::string(name), *it, out);
    return true;
  }

  template <class T>
  static void take(const std::string& name, const Json& value, T& out) {
    if constexpr (requires { detail::from_json_value(name, value, out); }) {
      detail::from_json_value(name, value, out);
    } else {
      if (!value.is_object()) detail::wrong_type(name, "an object");
      const Arguments none;
      JsonDecoder inner(none, value, name + ".");
      fields(inner, out);
    }
  }
  template <class T>
    requires(!std::same_as<T, std::string>)
  static void take(const std::string& name, const Json& value, std::vector<T>& out) {
    if (!value.is_array()) detail::wrong_type(name, "a list");
    for (const auto& item : value) {
      take(name + "[" + std::to_string(out.size()) + "]", item, out.emplace_back());
    }
  }

  const Arguments& path_params_;
  const Json& body_;
  const std::string within_;
};

// Reads fields from the path's parameters and then from the query; of a name given twice the first counts.
class QueryDecoder {
 public:
  QueryDecoder(const Arguments& path_params, const Arguments& query)
      : path_params_(path_params), query_(query) {}

  template <class T>
  void operator()(std::string_view name, T& out) {
    if (!read(name, out)) detail::missing_argument(name);
  }
  template <class T>
  void operator()(std::string_view name, std::optional<T>& out) {
    T value{};
    if (read(name, value)) out = std::move(value);
  }

 private:
  template <class T>
  bool read(std::string_view name, T& out) {
    for (const auto* source : {&path_params_, &query_}) {
      for (const auto& [key, text] : *source) {
        if (key == name) return detail::from_argument(name, text, out), true;
      }
    }
    return false;
  }

  const Arguments& path_params_;
  const Arguments& query_;
};

class Encoder {
 public:
  explicit Encoder(JsonWriter& out) : out_(out) {}

  template <class T>
  void operator()(std::string_view name, const T& v) {
    out_.key(name);
    write(v);
  }
  template <class T>
  void operator()(std::string_view name, const std::optional<T>& v) {
    if (v) (*this)(name, *v);
  }
  template <class T>
  void newer(std::string_view name, const T& v) {
    if (!out_.strict()) (*this)(name, v);
  }
  template <class T>
  void nullable(std::string_view name, const std::optional<T>& v) {
    if (v) return (*this)(name, *v);
    out_.key(name);
    out_.raw("null");
  }

  template <class T>
  void write(const T& v) {
    if constexpr (requires { out_.value(v); }) {
      out_.value(v);
    } else {
      out_.begin_object();
      fields(*this, const_cast<T&>(v));  // one field list for both directions; encoding only reads
      out_.end_object();
    }
  }
  template <class T>
  void write(const std::vector<T>& list) {
    out_.begin_array();
    for (const auto& item : list) {
      out_.element();
      write(item);
    }
    out_.end_array();
  }
  void write(const RawJson& v) {
    out_.raw(v.value.dump(-1, ' ', false, Json::error_handler_t::replace));  // of invalid UTF-8
  }
  void write(const std::map<std::string, std::string>& map) {
    out_.begin_object();
    for (const auto& [key, v] : map) (*this)(key, v);
    out_.end_object();
  }

 private:
  JsonWriter& out_;
};

// `strict`: for a client with a strict decoder; leaves out the fields that are newer than it.
template <class T>
std::string encode(const T& message, bool strict = false) {
  JsonWriter out(strict);
  Encoder(out).write(message);
  return std::move(out).take();
}

}  // namespace toolbox
