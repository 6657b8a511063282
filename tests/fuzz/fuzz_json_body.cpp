// Any body is decoded or refused with 400, and what was decoded and encoded is decoded the same again.
#include <optional>

#include "base/api_error.h"
#include "base/codec.h"
#include "fuzz.h"

namespace {

using namespace toolbox;

struct Message {
  std::string text;
  std::optional<bool> flag;
  std::optional<std::int64_t> number;
  std::optional<double> ratio;
  std::optional<std::vector<std::string>> list;
  std::optional<std::map<std::string, std::string>> map;
};
template <class V>
void fields(V& v, Message& m) {
  v("text", m.text);
  v("flag", m.flag);
  v("number", m.number);
  v("ratio", m.ratio);
  v("list", m.list);
  v("map", m.map);
}

std::optional<Message> decode(std::string_view text) {
  try {
    const Json body = parse_object(text);
    const Arguments no_params;
    JsonDecoder decoder(no_params, body);
    Message message;
    fields(decoder, message);
    return message;
  } catch (const ApiError& e) {
    require(e.status == 400, "a refusal is 400");
    return std::nullopt;
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto message = decode(text_of(data, size));
  if (!message) return 0;
  const std::string written = encode(*message);
  const auto again = decode(written);
  require(again.has_value(), "what we wrote can be read");
  require(encode(*again) == written, "it is the same");
  return 0;
}
