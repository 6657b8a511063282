#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

// Reproducible input for the benchmarks.
namespace toolbox::bench {

inline constexpr std::uint64_t kib = 1024;
inline constexpr std::uint64_t mib = 1024 * kib;
inline constexpr std::uint64_t gib = 1024 * mib;

std::string random_bytes(std::size_t size, std::uint64_t seed);

std::string read_file(const std::filesystem::path& path);
void write_file(const std::filesystem::path& path, const std::string& content);
// `block` repeated until the file has `size` bytes (a multiple of the block's).
void write_repeated(const std::filesystem::path& path, const std::string& block, std::uint64_t size);

// Texts of made-up words, in lines.
class Prose {
 public:
  Prose();

  // The same seed and size give the same text. It ends with a newline; the size is at least 1.
  std::string text(std::uint64_t seed, std::size_t size) const;

 private:
  std::vector<std::string> words_;
};

struct TextTree {
  std::string needle;  // a plain string
  std::size_t matches = 0;
  std::uint64_t bytes = 0;
};
// Prose of made-up words in nested directories; few files contain the needle, on one line each.
TextTree write_text_tree(const std::filesystem::path& root, std::size_t files, std::uint64_t bytes);

struct SmallFile {
  std::string path;  // relative
  std::string content;
};
// In directories of 100 files.
std::vector<SmallFile> small_files(std::size_t count, std::size_t size);

}  // namespace toolbox::bench
