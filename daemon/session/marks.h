#pragma once
#include <cstddef>
#include <cstring>
#include <string>
#include <string_view>

namespace toolbox {

// A command's two output streams; the value is the byte that its mark consists of.
enum class Stream : char { out = 1, err = 2 };

// What precedes each run of a stream's bytes in a log: three times its byte.
constexpr std::size_t mark_size = 3;
constexpr std::string_view mark_of(Stream stream) {
  return stream == Stream::out ? "\1\1\1" : "\2\2\2";
}

// Takes a log apart into its streams. Whatever stands before the first mark counts as `current`. Three equal
// mark bytes in a program's own output look like a mark, here as in every client.
class MarkParser {
 public:
  explicit MarkParser(Stream current = Stream::out) : current_(current) {}

  // Calls sink(Stream, std::string_view) for the pieces of `bytes` in order. What may be the beginning of a
  // mark at the end of `bytes` waits for the next call.
  template <class Sink>
  void feed(std::string_view bytes, Sink&& sink) {
    while (!bytes.empty()) {
      if (pending_ > 0) {
        if (bytes.front() == pending_byte_) {
          bytes.remove_prefix(1);
          if (++pending_ < mark_size) continue;
          current_ = static_cast<Stream>(pending_byte_);
          pending_ = 0;
        } else {
          flush(sink);
        }
        continue;
      }
      const std::size_t plain = find_mark_byte(bytes);
      if (plain > 0) sink(current_, bytes.substr(0, plain));
      bytes.remove_prefix(plain);
      if (bytes.empty()) return;
      pending_byte_ = bytes.front();
      pending_ = 1;
      bytes.remove_prefix(1);
    }
  }

  // At the end of the log: what was held back is no mark.
  template <class Sink>
  void flush(Sink&& sink) {
    const char bytes[] = {pending_byte_, pending_byte_};
    if (pending_ > 0) sink(current_, std::string_view(bytes, pending_));
    pending_ = 0;
  }

  Stream current() const { return current_; }

 private:
  static std::size_t find_mark_byte(std::string_view bytes) {
    std::size_t i = 0;
    while (i < bytes.size() && static_cast<unsigned char>(bytes[i] - 1) > 1) ++i;
    return i;
  }

  Stream current_;
  char pending_byte_ = 0;
  std::size_t pending_ = 0;  // how many of pending_byte_ were seen, below mark_size
};

// How much of `log`, behind which more follows, can go out as one message so that no mark is cut or stands at
// the message's end and, where that can be avoided, no UTF-8 sequence is cut. Not 0 unless `log` is empty.
std::size_t message_cut(std::string_view log);

}  // namespace toolbox
