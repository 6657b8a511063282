#pragma once
// Messages on the channel to a worker: four bytes with the length, little-endian, then the message. Pure.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace toolbox {

void append_frame(std::string& out, std::string_view message);

// Takes messages out of what arrives, in pieces of any size.
class FrameReader {
 public:
  explicit FrameReader(std::size_t longest) : longest_(longest) {}

  void feed(std::string_view bytes);

  // The first message, once it is whole. Nothing when there is none yet, or none to come: see broken(). Valid
  // until the next call of the others.
  std::optional<std::string_view> front();
  // Takes it away.
  void pop();

  // Bytes in memory.
  std::size_t held() const { return bytes_.size(); }

  // One was longer than it may be; nothing after it can be read.
  bool broken() const { return broken_; }

 private:
  std::size_t longest_;
  std::string bytes_;
  std::size_t start_ = 0;  // of what has not been taken
  bool broken_ = false;
};

}  // namespace toolbox
