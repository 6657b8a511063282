#pragma once
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>

namespace toolbox {

// The newest part of a terminal's output, each byte at its offset in the whole of it. What is read stays
// where it is while more is appended, and lives as long as somebody holds it, so nobody needs a copy. Loop
// thread only.
class Backlog {
 public:
  struct Piece {
    std::string_view bytes;
    std::shared_ptr<const char[]> owner;
  };

  void append(std::string_view bytes);
  // The same, without a copy: takes `block` over, of which `size` bytes are used.
  void append(std::shared_ptr<char[]> block, std::size_t size);

  // What is stored in one piece from `offset` on, at most `at_most` bytes, which does not end within a UTF-8
  // character that goes on; empty at the end. offset: from begin() to end().
  Piece at(std::uint64_t offset, std::size_t at_most) const;

  // Appends bytes `from` to `to` to `out`.
  void copy(std::uint64_t from, std::uint64_t to, std::string& out) const;

  // Gives up what is before `offset`, in whole blocks.
  void drop_before(std::uint64_t offset);

  std::uint64_t begin() const { return blocks_.empty() ? end_ : blocks_.front().begin; }
  std::uint64_t end() const { return end_; }

 private:
  struct Block {
    std::uint64_t begin;
    std::size_t size;
    std::size_t capacity;
    std::shared_ptr<char[]> data;
  };

  const Block& block_of(std::uint64_t offset) const;

  std::deque<Block> blocks_;
  std::uint64_t end_ = 0;
};

}  // namespace toolbox
