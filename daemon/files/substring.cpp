#include "files/substring.h"

#include <cstring>
#include <utility>

namespace toolbox {
namespace {

// How common a byte is in source text and prose, roughly; only the order matters.
std::size_t frequency(char c) {
  constexpr std::string_view rare_to_common = "zqjxkvwybgpfmucdlhrsinoate";
  if (c == ' ') return 100;
  if (c == '\n') return 60;
  if (const auto at = rare_to_common.find(c); at != std::string_view::npos) return 50 + at;
  if (c >= '0' && c <= '9') return 40;
  if (c > ' ' && c <= '~') return c >= 'A' && c <= 'Z' ? 20 : 30;
  return 10;
}

}  // namespace

Substring::Substring(std::string text) : text_(std::move(text)), rarest_(0) {
  for (std::size_t i = 1; i < text_.size(); ++i) {
    if (frequency(text_[i]) < frequency(text_[rarest_])) rarest_ = i;
  }
}

// The C library's memchr for the rarest byte is vectorised and reads at the speed of memory, its memmem is
// some 10 times slower (2 to 11 GB/s) but does not suffer where that byte is common: so the first, until it
// has stopped too often for nothing.
std::size_t Substring::find(std::string_view in, std::size_t from) const {
  constexpr std::size_t patience = 16;      // vain stops before it is judged
  constexpr std::size_t worth_a_stop = 64;  // bytes passed over
  if (in.size() < text_.size() || from > in.size() - text_.size()) return std::string_view::npos;
  const char* const end = in.data() + (in.size() - text_.size()) + 1;  // no occurrence begins here or behind
  const char* at = in.data() + from;
  for (std::size_t stops = 0; at < end;) {
    const void* hit = std::memchr(at + rarest_, text_[rarest_], static_cast<std::size_t>(end - at));
    if (hit == nullptr) return std::string_view::npos;
    at = static_cast<const char*>(hit) - rarest_;
    if (std::memcmp(at, text_.data(), text_.size()) == 0) return static_cast<std::size_t>(at - in.data());
    ++at;
    if (++stops > patience && static_cast<std::size_t>(at - in.data()) - from < stops * worth_a_stop) break;
  }
  if (at >= end) return std::string_view::npos;
  const auto left = in.size() - static_cast<std::size_t>(at - in.data());
  const void* hit = ::memmem(at, left, text_.data(), text_.size());
  return hit == nullptr ? std::string_view::npos
                        : static_cast<std::size_t>(static_cast<const char*>(hit) - in.data());
}

}  // namespace toolbox
