#include "interpreter/frames.h"

#include <cstdint>

namespace toolbox {
namespace {

constexpr std::size_t head_size = 4;

}  // namespace

void append_frame(std::string& out, std::string_view message) {
  const auto size = static_cast<std::uint32_t>(message.size());
  for (std::size_t i = 0; i < head_size; ++i) out += static_cast<char>(size >> (8 * i) & 0xffU);
  out += message;
}

void FrameReader::feed(std::string_view bytes) {
  if (broken_) return;
  bytes_.erase(0, start_);
  start_ = 0;
  bytes_ += bytes;
}

std::optional<std::string_view> FrameReader::front() {
  const std::string_view rest = std::string_view(bytes_).substr(start_);
  if (broken_ || rest.size() < head_size) return std::nullopt;
  std::size_t size = 0;
  for (std::size_t i = 0; i < head_size; ++i) {
    size |= static_cast<std::size_t>(static_cast<unsigned char>(rest[i])) << (8 * i);
  }
  if (size > longest_) {
    broken_ = true;
    std::string().swap(bytes_);
    start_ = 0;
    return std::nullopt;
  }
  if (rest.size() - head_size < size) return std::nullopt;
  return rest.substr(head_size, size);
}

void FrameReader::pop() {
  start_ += head_size + front().value_or("").size();
  if (start_ < bytes_.size()) return;
  std::string().swap(bytes_);  // a picture's memory is not kept
  start_ = 0;
}

}  // namespace toolbox
