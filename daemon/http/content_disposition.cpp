#include "http/content_disposition.h"

#include "base/utf8.h"
#include "http/url.h"

namespace toolbox {
namespace {

// The Latin-1 byte for the one character that `sequence` is, as it may stand in a quoted string.
std::string latin1_quoted(std::string_view sequence) {
  const auto first = static_cast<unsigned char>(sequence[0]);
  if (sequence.size() == 1) {
    if (first < 0x20 || first >= 0x7F) return "_";
    return first == '"' || first == '\\' ? std::string("\\") + sequence[0] : std::string(sequence);
  }
  if (sequence.size() > 2 || first > 0xC3) return "_";
  const unsigned code = (first & 0x1FU) << 6U | (static_cast<unsigned char>(sequence[1]) & 0x3FU);
  return code < 0xA0 ? "_" : std::string(1, static_cast<char>(code));
}

}  // namespace

std::string content_disposition(std::string_view kind, std::string_view filename) {
  std::string out(kind);
  out += "; filename=\"";
  for (std::string_view rest = filename; !rest.empty();) {
    const std::size_t n = utf8::sequence_length(rest);
    out += n == 0 ? "_" : latin1_quoted(rest.substr(0, n));
    rest.remove_prefix(n == 0 ? 1 : n);
  }
  out += "\"; filename*=utf-8''";
  out += percent_encode(filename);
  return out;
}

}  // namespace toolbox
