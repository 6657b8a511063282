#include "http/multipart.h"

#include <algorithm>
#include <cstring>

#include "base/api_error.h"
#include "base/limits.h"
#include "http/message.h"
#include "http/parameters.h"

namespace toolbox {
namespace {

constexpr std::size_t max_boundary = 256;  // RFC 2046 has 70
constexpr std::size_t head_step = 512;     // most heads are shorter

ApiError malformed(const std::string& why) {
  return ApiError::bad_request("bad request: the form " + why);
}

}  // namespace

std::optional<std::string> form_boundary(std::string_view content_type) {
  const ParameterizedValue type = parse_parameterized(content_type);
  if (type.value != "multipart/form-data") return std::nullopt;
  const std::string boundary = type.get("boundary").value_or("");
  if (boundary.empty() || boundary.size() > max_boundary ||
      boundary.find_first_of("\r\n") != std::string::npos) {
    throw ApiError::bad_request("bad request: the Content-Type lacks a usable boundary");
  }
  return boundary;
}

// The body's first boundary need not follow a line end, so it begins as if one had been there.
MultipartParser::MultipartParser(std::string_view boundary)
    : delimiter_("\r\n--" + std::string(boundary) + "-"), length_(delimiter_.size() - 1), matched_(2) {}

MultipartParser::Event MultipartParser::next(std::string_view& input) {
  while (!input.empty()) {
    std::optional<Event> event;
    switch (state_) {
      case State::preamble:
      case State::content:
        event = matched_ > 0 ? match(input) : search(input);
        break;
      case State::part_head:
        event = read_head(input);
        break;
      case State::epilogue:
        input = {};
        break;
      default:
        event = end_boundary(input);
    }
    if (event) return *event;
  }
  return Event::need_input;
}

// Looks for a place where the delimiter begins, or where it could if more followed.
std::optional<MultipartParser::Event> MultipartParser::search(std::string_view& input) {
  std::size_t at = 0;
  for (;;) {
    const void* found = std::memchr(input.data() + at, '\r', input.size() - at);
    if (found == nullptr) {
      at = input.size();
      break;
    }
    at = static_cast<std::size_t>(static_cast<const char*>(found) - input.data());
    const std::size_t there = std::min(length_, input.size() - at);
    if (std::memcmp(input.data() + at, delimiter_.data(), there) == 0) break;
    if (++at == input.size()) break;
  }
  data_ = input.substr(0, at);
  matched_ = at < input.size() ? 1 : 0;
  input.remove_prefix(at + matched_);
  if (state_ == State::preamble || data_.empty()) return std::nullopt;
  return Event::data;
}

// The delimiter's bytes are all different from its first, so after a mismatch none of those held back can
// begin another.
std::optional<MultipartParser::Event> MultipartParser::match(std::string_view& input) {
  while (matched_ < length_ && !input.empty()) {
    if (input.front() != delimiter_[matched_]) return no_boundary(matched_);
    input.remove_prefix(1);
    ++matched_;
  }
  if (matched_ == length_) {
    around_ = state_;
    state_ = State::boundary_end;
    padded_ = false;
  }
  return std::nullopt;
}

// What follows the boundary's text: a line end, blanks before it allowed, or the two dashes of the last one.
std::optional<MultipartParser::Event> MultipartParser::end_boundary(std::string_view& input) {
  const char c = input.front();
  if (state_ == State::last_dash) {
    if (c != '-') return no_boundary(length_ + 1);
    input.remove_prefix(1);
    return end_content(State::epilogue);
  }
  if (state_ == State::line_end) {
    if (c == '\n') {
      input.remove_prefix(1);
      head_text_ = "\r\n";
      return end_content(State::part_head);
    }
    if (padded_) throw malformed("has a boundary that is followed by something else");
    const auto event = no_boundary(length_);
    matched_ = 1;  // the carriage return
    return event;
  }
  if (c == ' ' || c == '\t') {
    state_ = State::padding;
    padded_ = true;
  } else if (c == '\r') {
    state_ = State::line_end;
  } else if (padded_) {
    throw malformed("has a boundary that is followed by something else");
  } else if (c == '-') {
    state_ = State::last_dash;
  } else {
    return no_boundary(length_);
  }
  input.remove_prefix(1);
  return std::nullopt;
}

// What looked like a boundary is content.
std::optional<MultipartParser::Event> MultipartParser::no_boundary(std::size_t held_back) {
  if (state_ != State::preamble && state_ != State::content) state_ = around_;
  matched_ = 0;
  data_ = std::string_view(delimiter_).substr(0, held_back);
  if (state_ == State::preamble) return std::nullopt;
  return Event::data;
}

std::optional<MultipartParser::Event> MultipartParser::end_content(State next) {
  matched_ = 0;
  state_ = next;
  if (around_ == State::preamble) return std::nullopt;
  return Event::part_end;
}

std::optional<MultipartParser::Event> MultipartParser::read_head(std::string_view& input) {
  while (!input.empty()) {
    const std::size_t had = head_text_.size();
    head_text_ += input.substr(0, head_step);
    const std::size_t end = head_text_.find("\r\n\r\n", had - std::min<std::size_t>(had, 3));
    if (end != std::string::npos) {
      input.remove_prefix(end + 4 - had);
      parse_head(std::string_view(head_text_).substr(0, end));
      state_ = State::content;
      return Event::part;
    }
    input.remove_prefix(head_text_.size() - had);
    if (head_text_.size() > limits::max_part_head) throw malformed("has a part whose head is too long");
  }
  return std::nullopt;
}

void MultipartParser::parse_head(std::string_view text) {
  if (++parts_ > limits::max_form_parts)
    throw ApiError(413, "PAYLOAD_TOO_LARGE", "the form has too many parts");
  head_ = {};
  while (!text.empty()) {
    text.remove_prefix(2);  // the line end before each line
    const std::string_view line = text.substr(0, text.find("\r\n"));
    text.remove_prefix(line.size());
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) throw malformed("has a part whose head is malformed");
    if (same_name(line.substr(0, colon), "Content-Disposition")) {
      const ParameterizedValue disposition = parse_parameterized(line.substr(colon + 1));
      if (disposition.value != "form-data") continue;
      head_.name = disposition.get("name").value_or("");
      head_.filename = disposition.get("filename");
    } else if (same_name(line.substr(0, colon), "Content-Type")) {
      const std::string_view value = line.substr(colon + 1);
      head_.content_type = value.substr(std::min(value.find_first_not_of(" \t"), value.size()));
    }
  }
}

void MultipartParser::finish() const {
  if (state_ != State::epilogue) throw malformed("ends before its last boundary");
}

}  // namespace toolbox
