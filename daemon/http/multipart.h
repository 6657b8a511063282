#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace toolbox {

// The boundary that a Content-Type of multipart/form-data names; nothing when it is another type. Throws
// ApiError 400 when it is that type without a usable boundary.
std::optional<std::string> form_boundary(std::string_view content_type);

// What the head of a part says.
struct PartHead {
  std::string name;  // empty when it has none
  std::optional<std::string> filename;
  std::string content_type;
};

// Parses a multipart/form-data body (RFC 7578, RFC 2046) in whatever slices it comes. Pure: no I/O, and no
// memory but for a part's head.
class MultipartParser {
 public:
  enum class Event {
    part,       // a part begins: head()
    data,       // some of its content: data()
    part_end,   // it is complete
    need_input  // all the input is used
  };

  explicit MultipartParser(std::string_view boundary);

  // Takes the next event off the front of `input`; to be called until it needs input. Throws ApiError 400
  // when this is no form, 413 when it has too many parts.
  Event next(std::string_view& input);

  const PartHead& head() const { return head_; }

  // Points into the input, or to constant text of the parser's own.
  std::string_view data() const { return data_; }

  // At the end of the body: throws ApiError 400 unless the final boundary has come.
  void finish() const;

 private:
  enum class State { preamble, content, boundary_end, padding, line_end, last_dash, part_head, epilogue };

  std::optional<Event> search(std::string_view& input);
  std::optional<Event> match(std::string_view& input);
  std::optional<Event> end_boundary(std::string_view& input);
  std::optional<Event> no_boundary(std::size_t held_back);
  std::optional<Event> end_content(State next);
  std::optional<Event> read_head(std::string_view& input);
  void parse_head(std::string_view text);

  const std::string delimiter_;  // "\r\n--boundary", and the first "-" of the final one's end
  const std::size_t length_;     // without that "-"
  State state_ = State::preamble;
  State around_ = State::preamble;  // preamble or content, which goes on when a boundary turns out to be none
  std::size_t matched_;             // how much of the delimiter the input so far ends in
  bool padded_ = false;
  std::size_t parts_ = 0;
  std::string head_text_;
  PartHead head_;
  std::string_view data_;
};

}  // namespace toolbox
