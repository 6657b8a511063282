#include "lsp/envelope.h"

#include <utility>

#include "lsp/mended_json.h"

namespace toolbox {
namespace {

// Keeps the members `id` and `method` of the outermost object.
class Reader final : public nlohmann::json_sax<Json> {
 public:
  Envelope found;
  bool is_object = false;

  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(number_integer_t value) override { return keep(value); }
  bool number_unsigned(number_unsigned_t value) override { return keep(value); }
  bool number_float(number_float_t, const string_t&) override { return true; }
  bool string(string_t& value) override {
    if (depth_ == 1 && in_method_) found.is_call = true;
    return keep(value);
  }
  bool binary(binary_t&) override { return true; }
  bool key(string_t& name) override {
    in_id_ = depth_ == 1 && name == "id";
    in_method_ = depth_ == 1 && name == "method";
    return true;
  }
  bool start_object(std::size_t) override {
    is_object = is_object || depth_ == 0;
    return open();
  }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(); }
  bool end_array() override { return close(); }
  bool parse_error(std::size_t, const std::string&, const nlohmann::detail::exception&) override {
    return false;
  }

 private:
  template <class T>
  bool keep(const T& value) {
    if (depth_ == 1 && in_id_) found.id = value;
    return true;
  }
  bool open() {
    ++depth_;
    return true;
  }
  bool close() {
    --depth_;
    return true;
  }

  std::size_t depth_ = 0;
  bool in_id_ = false;
  bool in_method_ = false;
};

std::optional<Envelope> read(std::string_view text) {
  Reader reader;
  if (!Json::sax_parse(text, &reader) || !reader.is_object) return std::nullopt;
  return std::move(reader.found);
}

}  // namespace

std::optional<Envelope> envelope(std::string_view text) {
  auto found = read(text);
  return found ? found : read(mended_json(text));
}

}  // namespace toolbox
