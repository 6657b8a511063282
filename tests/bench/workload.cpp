#include "workload.h"

#include <algorithm>
#include <cstring>
#include <fstream>
#include <iterator>
#include <random>
#include <stdexcept>
#include <string_view>

namespace toolbox::bench {
namespace {

using Random = std::mt19937_64;

std::vector<std::string> vocabulary(Random& random) {
  static constexpr std::string_view letters = "eeeeeettttaaaoooiiinnnssshhrrddlluuccmmwwffggyyppbbvkjxqz";
  std::vector<std::string> words;
  while (words.size() < 4000) {
    std::string word;
    for (std::size_t left = 2 + random() % 9; left > 0; --left) word += letters[random() % letters.size()];
    words.push_back(std::move(word));
  }
  return words;
}

std::string prose(Random& random, const std::vector<std::string>& words, std::size_t size) {
  std::string text;
  std::size_t words_left = 0;
  while (text.size() < size) {
    if (words_left == 0) words_left = 1 + random() % 16;
    text += words[random() % words.size()];
    text += --words_left == 0 ? '\n' : ' ';
  }
  text.resize(size);
  text.back() = '\n';
  return text;
}

std::string padded(std::size_t number) {
  auto digits = std::to_string(number);
  return digits.size() < 5 ? std::string(5 - digits.size(), '0') + digits : digits;
}

}  // namespace

std::string random_bytes(std::size_t size, std::uint64_t seed) {
  Random random(seed);
  std::string bytes(size, '\0');
  for (std::size_t at = 0; at < size; at += sizeof(std::uint64_t)) {
    const std::uint64_t value = random();
    std::memcpy(bytes.data() + at, &value, std::min(sizeof value, size - at));
  }
  return bytes;
}

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_file(const std::filesystem::path& path, const std::string& content) {
  std::ofstream out(path, std::ios::binary);
  out << content;
  if (!out.flush()) throw std::runtime_error("cannot write " + path.string());
}

void write_repeated(const std::filesystem::path& path, const std::string& block, std::uint64_t size) {
  std::ofstream out(path, std::ios::binary);
  for (std::uint64_t written = 0; written < size; written += block.size()) out << block;
  if (!out.flush()) throw std::runtime_error("cannot write " + path.string());
}

Prose::Prose() {
  Random random(4000);
  words_ = vocabulary(random);
}

std::string Prose::text(std::uint64_t seed, std::size_t size) const {
  Random random(seed);
  return prose(random, words_, size);
}

TextTree write_text_tree(const std::filesystem::path& root, std::size_t files, std::uint64_t bytes) {
  Random random(20000);
  const auto words = vocabulary(random);
  TextTree tree{"needleInHaystack", 0, 0};
  const auto average = bytes / files;
  for (std::size_t i = 0; i < files; ++i) {
    const auto directory =
        root / ("part" + padded(i % 20)) / ("src" + padded(i / 20 % 10)) / ("deep" + padded(i / 200 % 4));
    if (i < 800) std::filesystem::create_directories(directory);
    auto text = prose(random, words, average / 2 + random() % average);
    if (i % 1000 == 500) {
      text.insert(text.find('\n', text.size() / 2) + 1, "the " + tree.needle + " is here\n");
      ++tree.matches;
    }
    tree.bytes += text.size();
    write_file(directory / ("file" + padded(i) + ".txt"), text);
  }
  return tree;
}

std::vector<SmallFile> small_files(std::size_t count, std::size_t size) {
  std::vector<SmallFile> files;
  for (std::size_t i = 0; i < count; ++i) {
    files.push_back({"dir" + padded(i / 100) + "/file" + padded(i) + ".bin", random_bytes(size, i)});
  }
  return files;
}

}  // namespace toolbox::bench
