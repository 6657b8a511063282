#include "base/json_writer.h"

#include <array>
#include <charconv>
#include <cmath>

#include "base/utf8.h"

namespace toolbox {
namespace {

bool plain(char c) {
  const auto u = static_cast<unsigned char>(c);
  return u >= 0x20 && u < 0x80 && c != '"' && c != '\\';
}

void append_escape(std::string& out, unsigned char c) {
  switch (c) {
    case '"':
      out += "\\\"";
      return;
    case '\\':
      out += "\\\\";
      return;
    case '\b':
      out += "\\b";
      return;
    case '\f':
      out += "\\f";
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      break;
  }
  constexpr char hex[] = "0123456789abcdef";
  out += "\\u00";
  out += hex[c >> 4U];
  out += hex[c & 0xFU];
}

}  // namespace

void append_json_escaped(std::string& out, std::string_view text) {
  while (!text.empty()) {
    std::size_t run = 0;
    while (run < text.size() && plain(text[run])) ++run;
    out.append(text, 0, run);
    text.remove_prefix(run);
    if (text.empty()) return;
    const auto c = static_cast<unsigned char>(text[0]);
    std::size_t used = 1;
    if (c < 0x80) {
      append_escape(out, c);
    } else if (used = utf8::sequence_length(text); used != 0) {
      out.append(text, 0, used);
    } else {
      out += "\xEF\xBF\xBD";
      used = 1;
    }
    text.remove_prefix(used);
  }
}

std::string json_quote(std::string_view text) {
  std::string out = "\"";
  append_json_escaped(out, text);
  out += '"';
  return out;
}

void JsonWriter::value(std::string_view v) {
  out_ += '"';
  append_json_escaped(out_, v);
  out_ += '"';
}

void JsonWriter::value(double v) {
  if (!std::isfinite(v)) {
    out_ += "null";
    return;
  }
  std::array<char, 32> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), v).ptr;
  out_.append(text.data(), end);
}

void JsonWriter::key(std::string_view name) {
  element();
  value(name);
  out_ += ':';
}

void JsonWriter::element() {
  if (!first_) out_ += ',';
  first_ = false;
}

}  // namespace toolbox
