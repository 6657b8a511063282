#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace toolbox {

// Takes the messages of the language server protocol ("Content-Length: N", an empty line, N bytes) out of
// pieces of any size. Pure; each byte is copied a constant number of times, however small the pieces are.
class MessageReader {
 public:
  // longest: bytes of content that a message may have.
  explicit MessageReader(std::size_t longest) : longest_(longest) {}

  // Ignored after a failure. Views from front() end here.
  void feed(std::string_view piece);

  // The content of the first message that is complete; valid until feed() or pop().
  std::optional<std::string_view> front() const;

  // Drops that message; there must be one.
  void pop();

  // Bytes received and not popped.
  std::size_t held() const { return buffer_.size() - start_; }

  // A clause for a person ("wrote …"), set when what follows the last message is no message; empty otherwise.
  // All messages before it come first: while there is one at the front this is empty.
  const std::string& failure() const { return failure_; }

 private:
  void read_head();
  bool take_line(std::string_view line);
  bool take_length(std::string_view value);
  void refuse();
  void fail(std::string why);
  void tidy();

  const std::size_t longest_;
  std::string buffer_;
  std::size_t start_ = 0;  // of the first message
  std::size_t line_ = 0;   // of the head's line that is being read
  std::size_t seen_ = 0;   // up to here that line has been looked at
  bool in_name_ = true;    // its colon is still to come
  bool head_done_ = false;
  std::optional<std::size_t> length_;  // of the content, which then begins at line_
  std::string failure_;
};

// The start of what is no message, in quotes and printable, for a sentence about it.
std::string quoted_start(std::string_view text);

// A message as it goes over the wire.
std::string framed(std::string_view json);

}  // namespace toolbox
