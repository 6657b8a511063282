#include "pty/backlog.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "base/limits.h"
#include "base/utf8.h"

namespace toolbox {
namespace {

// As much of `bytes` as fits into `room`, cut between characters.
std::size_t fitting(std::string_view bytes, std::size_t room) {
  if (bytes.size() <= room) return bytes.size();
  return room - utf8::incomplete_tail(bytes.substr(0, room));
}

}  // namespace

void Backlog::append(std::string_view bytes) {
  constexpr std::size_t first_block = 512;
  while (!bytes.empty()) {
    std::size_t n = 0;
    if (!blocks_.empty()) n = fitting(bytes, blocks_.back().capacity - blocks_.back().size);
    if (n == 0) {
      // Larger and larger ones: most terminals never say much.
      const std::size_t wanted = blocks_.empty() ? first_block : 2 * blocks_.back().capacity;
      const std::size_t capacity = std::min(std::max(wanted, bytes.size()), limits::pty_block);
      blocks_.push_back({end_, 0, capacity, std::make_shared_for_overwrite<char[]>(capacity)});
      n = fitting(bytes, capacity);
    }
    Block& block = blocks_.back();
    std::memcpy(block.data.get() + block.size, bytes.data(), n);
    block.size += n;
    end_ += n;
    bytes.remove_prefix(n);
  }
}

void Backlog::append(std::shared_ptr<char[]> block, std::size_t size) {
  if (size == 0) return;
  blocks_.push_back({end_, size, size, std::move(block)});
  end_ += size;
}

const Backlog::Block& Backlog::block_of(std::uint64_t offset) const {
  const auto behind =
      std::upper_bound(blocks_.begin(), blocks_.end(), offset,
                       [](std::uint64_t wanted, const Block& block) { return wanted < block.begin; });
  return *std::prev(behind);
}

Backlog::Piece Backlog::at(std::uint64_t offset, std::size_t at_most) const {
  if (offset >= end_) return {};
  const Block& block = block_of(offset);
  const std::size_t skipped = offset - block.begin;
  const std::string_view rest(block.data.get() + skipped, block.size - skipped);
  const std::size_t n = fitting(rest, at_most);
  return {rest.substr(0, n == 0 ? at_most : n), block.data};
}

void Backlog::copy(std::uint64_t from, std::uint64_t to, std::string& out) const {
  while (from < to) {
    const auto piece = at(from, to - from).bytes;
    out += piece;
    from += piece.size();
  }
}

void Backlog::drop_before(std::uint64_t offset) {
  while (!blocks_.empty() && blocks_.front().begin + blocks_.front().size <= offset) blocks_.pop_front();
}

}  // namespace toolbox
