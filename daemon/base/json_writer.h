#pragma once
#include <concepts>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace toolbox {

// Appends `text` to `out` as the inside of a JSON string; each byte that is not UTF-8 becomes U+FFFD.
void append_json_escaped(std::string& out, std::string_view text);

// `text` as a JSON string, quotes included.
std::string json_quote(std::string_view text);

// Writes JSON text straight from values, without a document in between: a listing of 10,000 files is
// 100,000 values. Parsing is nlohmann's.
class JsonWriter {
 public:
  // Older clients with strict decoders do not get fields that are new (see Encoder in base/codec.h).
  explicit JsonWriter(bool strict = false) : strict_(strict) {}

  void value(std::string_view v);
  void value(const std::string& v) { value(std::string_view(v)); }
  void value(const char* v) { value(std::string_view(v)); }
  template <std::same_as<bool> B>
  void value(B v) {
    out_ += v ? "true" : "false";
  }
  template <std::integral I>
    requires(!std::same_as<I, bool>)
  void value(I v) {
    out_ += std::to_string(v);
  }
  void value(double v);  // NaN and infinities have no JSON form: null

  // Text that is JSON already.
  void raw(std::string_view json) { out_ += json; }

  void begin_object() { open('{'); }
  void end_object() { close('}'); }
  void begin_array() { open('['); }
  void end_array() { close(']'); }
  void key(std::string_view name);  // and the comma before it
  void element();                   // the comma before an array's element

  bool strict() const { return strict_; }
  std::string take() && { return std::move(out_); }

 private:
  void open(char c) {
    out_ += c;
    first_ = true;
  }
  void close(char c) {
    out_ += c;
    first_ = false;
  }

  std::string out_;
  bool first_ = true;
  const bool strict_;
};

}  // namespace toolbox
