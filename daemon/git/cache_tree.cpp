#include "git/cache_tree.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <charconv>
#include <cstring>

#include "base/unique_fd.h"

namespace toolbox {
namespace {

constexpr std::size_t header_size = 12;
constexpr std::size_t id_size = 20;
constexpr std::size_t entry_head = 62;  // times, numbers, name of the object, flags
constexpr std::uint32_t extended = 0x4000;
constexpr int max_depth = 2048;  // of directories: as deep as a path may be long, by two characters each

class Reader {
 public:
  explicit Reader(std::string_view rest) : rest_(rest) {}

  std::size_t left() const { return rest_.size(); }
  std::string_view take(std::size_t count) {
    if (count > rest_.size()) throw std::out_of_range("index");
    const auto taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }
  std::uint32_t number(std::size_t bytes) {
    std::uint32_t value = 0;
    for (const char c : take(bytes)) value = value << 8 | static_cast<unsigned char>(c);
    return value;
  }
  std::string_view until(char end) {
    const auto text = rest_.substr(0, rest_.find(end));
    take(text.size() + 1);
    return text;
  }
  int decimal(char end) {
    const auto text = until(end);
    int value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc() || result.ptr != text.data() + text.size()) throw std::out_of_range("index");
    return value;
  }

 private:
  std::string_view rest_;
};

void skip_entry(Reader& reader, std::uint32_t version) {
  constexpr std::size_t flags_size = 2;
  reader.take(entry_head - flags_size);
  const std::uint32_t flags = reader.number(flags_size);
  std::size_t head = entry_head;
  if ((flags & extended) != 0) {
    reader.take(flags_size);
    head += flags_size;
  }
  if (version == 4) {
    while ((reader.number(1) & 0x80) != 0) {
    }
    reader.until('\0');
    return;
  }
  const std::size_t size = head + reader.until('\0').size() + 1;
  reader.take((8 - size % 8) % 8);  // one NUL to eight of them
}

std::string parse_node(Reader& reader, CachedTree& node, int depth) {
  if (depth > max_depth) throw std::out_of_range("index");
  std::string name(reader.until('\0'));
  const int entries = reader.decimal(' ');
  const int children = reader.decimal('\n');
  if (entries >= 0) {
    git_oid id;
    std::memcpy(id.id, reader.take(id_size).data(), id_size);
    node.id = id;
  }
  for (int i = 0; i < children; ++i) {
    CachedTree child;
    std::string child_name = parse_node(reader, child, depth + 1);
    node.children.emplace(std::move(child_name), std::move(child));
  }
  return name;
}

std::optional<std::string> read_whole(const char* path) {
  const UniqueFd fd(::open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  struct stat found{};
  if (!fd || ::fstat(fd.get(), &found) != 0) return std::nullopt;
  std::string text(static_cast<std::size_t>(found.st_size), '\0');
  for (std::size_t at = 0; at < text.size();) {
    const ssize_t n = ::read(fd.get(), text.data() + at, text.size() - at);
    if (n <= 0) return std::nullopt;
    at += static_cast<std::size_t>(n);
  }
  return text;
}

}  // namespace

std::optional<CachedTree> parse_cached_tree(std::string_view index_file) {
  if (index_file.size() < header_size + id_size) return std::nullopt;
  Reader reader(index_file.substr(0, index_file.size() - id_size));
  try {
    if (reader.take(4) != "DIRC") return std::nullopt;
    const std::uint32_t version = reader.number(4);
    if (version < 2 || version > 4) return std::nullopt;
    const std::uint32_t count = reader.number(4);
    for (std::uint32_t i = 0; i < count; ++i) skip_entry(reader, version);
    while (reader.left() > 8) {
      const auto name = reader.take(4);
      Reader body(reader.take(reader.number(4)));
      if (name != "TREE") continue;
      CachedTree root;
      parse_node(body, root, 0);
      return root;
    }
  } catch (const std::out_of_range&) {
  }
  return std::nullopt;
}

std::optional<CachedTree> read_cached_tree(git_index* index) {
  const char* path = git_index_path(index);
  const git_oid* checksum = git_index_checksum(index);
  const auto text = path != nullptr ? read_whole(path) : std::nullopt;
  if (!text || checksum == nullptr || text->size() < id_size) return std::nullopt;
  if (std::memcmp(text->data() + text->size() - id_size, checksum->id, id_size) != 0) return std::nullopt;
  return parse_cached_tree(*text);
}

}  // namespace toolbox
