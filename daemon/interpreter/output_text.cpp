#include "interpreter/output_text.h"

#include <algorithm>
#include <utility>

#include "base/json_writer.h"
#include "base/limits.h"
#include "base/utf8.h"

namespace toolbox {
namespace {

std::string message(std::string_view type, std::string_view text, std::string_view name,
                    std::string_view value, std::string_view traceback, std::string_view more = {}) {
  std::string out;
  out.reserve(text.size() + text.size() / 8 + traceback.size() + more.size() + 96);
  out += R"({"type":")";
  out += type;
  for (const auto& [key, content] :
       {std::pair{R"(","text":")", text}, std::pair{R"(","name":")", name},
        std::pair{R"(","value":")", value}, std::pair{R"(","traceback":")", traceback}}) {
    out += key;
    append_json_escaped(out, content);
  }
  out += '"';
  out += more;
  return out += '}';
}

// Invalid text can't come from Json::parse, but a lone surrogate's three bytes might have been kept.
std::string dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

const Json& json_member(const Json& json, const char* name) {
  static const Json none;
  if (!json.is_object()) return none;
  const auto it = json.find(name);
  return it == json.end() ? none : *it;
}

std::string json_text(const Json& json, const char* name) {
  const Json& text = json_member(json, name);
  return text.is_string() ? text.get<std::string>() : std::string();
}

std::string output_message(std::string_view type, std::string_view text) {
  return message(type, text, {}, {}, {});
}

std::string error_message(std::string_view name, std::string_view value, std::string_view traceback) {
  return message("error", {}, name, value, traceback);
}

std::string completion_message(std::string_view text) {
  return message("control", text, {}, {}, {});
}

std::string display_message(const Json& frame) {
  const Json& data = json_member(frame, "data");
  const Json& metadata = json_member(frame, "metadata");
  const Json& chart = json_member(frame, "chart");
  std::string more = ",\"data\":" + (data.is_object() ? dump(data) : "{}");
  more += ",\"metadata\":" + (metadata.is_object() ? dump(metadata) : "{}");
  more += std::string(",\"result\":") + (json_member(frame, "result") == true ? "true" : "false");
  if (chart.is_object()) more += ",\"chart\":" + dump(chart);
  return message("display", json_text(frame, "text"), {}, {}, {}, more);
}

std::vector<std::string> TextPieces::feed(std::string_view bytes) {
  std::string text = std::exchange(carry_, {});
  text += bytes;
  carry_ = text.substr(text.size() - utf8::incomplete_tail(text));
  text.resize(text.size() - carry_.size());
  if (text.size() <= limits::worker_piece) {
    return text.empty() ? std::vector<std::string>{} : std::vector<std::string>{std::move(text)};
  }
  std::vector<std::string> pieces;
  for (std::size_t start = 0; start < text.size();) {
    std::string piece = text.substr(start, limits::worker_piece);
    if (start + piece.size() < text.size()) piece.resize(piece.size() - utf8::incomplete_tail(piece));
    start += piece.size();
    pieces.push_back(std::move(piece));
  }
  return pieces;
}

std::string TextPieces::rest() {
  return std::exchange(carry_, {});
}

}  // namespace toolbox
