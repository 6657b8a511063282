#include "pty/flood.h"

#include <algorithm>
#include <string>

#include "base/utf8.h"
#include "pty/sequence_scanner.h"

namespace toolbox {
namespace {

constexpr std::size_t block = 32;         // looked at in one go, in a loop that the compiler makes vectors of
constexpr std::size_t window = 4096;      // of what follows, which is mostly more than is needed
constexpr std::size_t max_sequence = 64;  // SGR sequences that are cut are put together up to here

bool plain(unsigned char c) {
  return c >= 0x20 || c == 0 || (c >= 0x07 && c <= 0x0A) || c == 0x0D;
}

bool all_plain(const unsigned char* bytes) {
  unsigned other = 0;
  for (std::size_t i = 0; i < block; ++i) {
    const unsigned char c = bytes[i];
    const auto is_plain = static_cast<unsigned char>((c >= 0x20) | (c == 0) |
                                                     (static_cast<unsigned char>(c - 7) < 4) | (c == 0x0D));
    other |= static_cast<unsigned char>(is_plain ^ 1U);
  }
  return other == 0;
}

// The length of the SGR sequence at the start of `bytes`, when it is of the usual form; else 0.
std::size_t usual_sgr(std::string_view bytes) {
  if (bytes.size() < 3 || bytes[1] != '[') return 0;
  std::size_t at = 2;
  while (at < bytes.size() && bytes[at] >= '0' && bytes[at] <= ';') ++at;
  return at < bytes.size() && bytes[at] == 'm' ? at + 1 : 0;
}

// Carries out the SGR sequences in `bytes`, which have no others.
void apply_all(Pen& pen, std::string_view bytes) {
  for (std::size_t at = bytes.find('\x1b'); at != std::string_view::npos; at = bytes.find('\x1b', at + 1)) {
    const SequenceScanner::Token token = SequenceScanner().next(bytes.substr(at));
    const auto csi = parse_csi(token.bytes);
    if (csi && csi->key() == Csi::key(0, 0, 'm')) apply_sgr(pen, *csi);
  }
}

// The SGR sequence at the start of `bytes`; `finished` is false when it is cut. Nothing when it is another.
std::optional<SequenceScanner::Token> sgr_at(std::string_view bytes) {
  if (const std::size_t size = usual_sgr(bytes); size > 0) {
    return SequenceScanner::Token{SequenceScanner::Kind::csi, bytes.substr(0, size), true, true};
  }
  const SequenceScanner::Token token = SequenceScanner().next(bytes);
  if (!token.finished) return token;
  if (token.kind != SequenceScanner::Kind::csi || token.bytes.back() != 'm') return std::nullopt;
  // Controls inside would be carried out as well.
  if (std::any_of(token.bytes.begin() + 1, token.bytes.end(), [](char c) { return c < 0x20; }))
    return std::nullopt;
  return token;
}

// Whether `bytes` have a CR and, behind it, as many LFs, before any sequence but SGR.
bool scrolls(std::string_view bytes, int lines) {
  bool returned = false;
  while (!bytes.empty()) {
    std::string_view text = bytes.substr(0, plain_prefix(bytes.substr(0, window)));
    const bool whole_window = text.size() == window;
    bytes.remove_prefix(text.size());
    if (!returned) {
      const std::size_t cr = text.find('\r');
      returned = cr != std::string_view::npos;
      text.remove_prefix(returned ? cr + 1 : text.size());
    }
    for (std::size_t lf = text.find('\n'); lf != std::string_view::npos; lf = text.find('\n', lf + 1)) {
      if (--lines == 0) return true;
    }
    if (bytes.empty()) return false;
    if (whole_window) continue;
    const auto sgr = sgr_at(bytes);
    if (!sgr || !sgr->finished) return false;
    bytes.remove_prefix(sgr->bytes.size());
  }
  return false;
}

}  // namespace

std::size_t plain_prefix(std::string_view bytes) {
  const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
  std::size_t at = 0;
  while (bytes.size() - at >= block && all_plain(data + at)) at += block;
  while (at < bytes.size() && plain(data[at])) ++at;
  return at;
}

std::optional<std::size_t> scrolls_away(std::string_view output, std::string_view following, int rows,
                                        Pen& pen) {
  std::string_view rest = output;
  std::size_t last_reset = 0;  // where the last sequence ends that sets the pen back
  while (true) {
    const std::size_t text = plain_prefix(rest);
    if (text == rest.size()) {
      rest.remove_prefix(text - utf8::incomplete_tail(rest));
      break;
    }
    rest.remove_prefix(text);
    const auto sgr = sgr_at(rest);
    if (!sgr) return std::nullopt;
    if (!sgr->finished) {
      // It has to be an SGR sequence in the end as well, and what follows begins behind it.
      if (rest.size() > max_sequence) return std::nullopt;
      const std::string whole = std::string(rest) + std::string(following.substr(0, max_sequence));
      const auto finished = sgr_at(whole);
      if (!finished || !finished->finished) return std::nullopt;
      following.remove_prefix(finished->bytes.size() - rest.size());
      break;
    }
    rest.remove_prefix(sgr->bytes.size());
    if (sgr->bytes == "\x1b[m" || sgr->bytes == "\x1b[0m") last_reset = output.size() - rest.size();
  }
  if (!scrolls(following, rows)) return std::nullopt;
  if (last_reset > 0) pen = Pen();
  apply_all(pen, output.substr(last_reset, output.size() - rest.size() - last_reset));
  return output.size() - rest.size();
}

}  // namespace toolbox
