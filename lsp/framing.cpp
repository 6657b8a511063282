#include "lsp/framing.h"

#include <algorithm>
#include <charconv>

#include "base/json_writer.h"
#include "base/trimmed.h"
#include "base/utf8.h"
#include "lsp/limits.h"

namespace toolbox {
namespace {

// A name in a head (RFC 9110's token). What programs print by mistake has a space or a bracket soon.
bool in_token(char c) {
  const bool alphanumeric = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  return alphanumeric || std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
}

bool same_name(std::string_view a, std::string_view lower_case) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; };
  return std::ranges::equal(a, lower_case, {}, lower);
}

}  // namespace

std::string quoted_start(std::string_view text) {
  std::string_view start = text.substr(0, limits::lsp_quoted);
  start.remove_suffix(utf8::incomplete_tail(start));
  std::string quoted = json_quote(start);
  if (start.size() < text.size()) quoted.insert(quoted.size() - 1, "…");
  return quoted;
}

void MessageReader::feed(std::string_view piece) {
  if (!failure_.empty()) return;
  // Moving the rest to the front only when it is the smaller part keeps the copying linear.
  if (start_ > buffer_.size() / 2) {
    buffer_.erase(0, start_);
    line_ -= start_;
    seen_ -= start_;
    start_ = 0;
  }
  buffer_ += piece;
  read_head();
}

std::optional<std::string_view> MessageReader::front() const {
  if (!head_done_ || buffer_.size() - line_ < *length_) return std::nullopt;
  return std::string_view(buffer_).substr(line_, *length_);
}

void MessageReader::pop() {
  start_ = line_ = seen_ = line_ + *length_;
  in_name_ = true;
  head_done_ = false;
  length_.reset();
  tidy();
  read_head();
}

// Looks at bytes of the head that have not been looked at; stops behind its empty line.
void MessageReader::read_head() {
  while (!head_done_ && failure_.empty() && seen_ < buffer_.size()) {
    if (seen_ - start_ >= limits::lsp_head) return refuse();
    const char c = buffer_[seen_++];
    if (c == '\n') {
      std::string_view line = std::string_view(buffer_).substr(line_, seen_ - 1 - line_);
      if (line.ends_with('\r')) line.remove_suffix(1);
      line_ = seen_;
      in_name_ = true;
      if (!take_line(line)) return;
    } else if (c == ':') {
      in_name_ = false;
    } else if (in_name_ && !in_token(c) && !(c == '\r' && seen_ - 1 == line_)) {
      return refuse();
    }
  }
}

// False when the head is at its end, or wrong.
bool MessageReader::take_line(std::string_view line) {
  if (line.empty()) {
    head_done_ = length_.has_value();
    if (!head_done_) refuse();
    return false;
  }
  const std::size_t colon = line.find(':');
  if (colon == 0 || colon == std::string_view::npos) return refuse(), false;
  const std::string_view name = line.substr(0, colon);
  if (same_name(name, "content-type")) return true;
  if (same_name(name, "content-length")) return take_length(trimmed(line.substr(colon + 1)));
  // The protocol begins no message with another name: it is something that was printed, with a colon in it.
  if (!length_) return refuse(), false;
  return true;
}

bool MessageReader::take_length(std::string_view value) {
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  if (value.empty() || !std::ranges::all_of(value, digit)) return refuse(), false;
  std::size_t length = 0;
  const auto error = std::from_chars(value.data(), value.data() + value.size(), length).ec;
  if (error != std::errc() || length > longest_) {
    fail("sent a message of " + std::string(value) + " bytes, which is longer than " +
         std::to_string(longest_) + " bytes");
    return false;
  }
  if (length_ && *length_ != length) return refuse(), false;
  length_ = length;
  return true;
}

void MessageReader::refuse() {
  fail("wrote " + quoted_start(std::string_view(buffer_).substr(start_)) + " where a message should be");
}

void MessageReader::fail(std::string why) {
  failure_ = std::move(why);
  start_ = line_ = seen_ = 0;
  length_.reset();
  buffer_ = {};
}

void MessageReader::tidy() {
  if (start_ < buffer_.size()) return;
  start_ = line_ = seen_ = 0;
  buffer_.clear();
  if (buffer_.capacity() > limits::lsp_read) buffer_ = {};
}

std::string framed(std::string_view json) {
  std::string message = "Content-Length: " + std::to_string(json.size()) + "\r\n\r\n";
  return message += json;
}

}  // namespace toolbox
