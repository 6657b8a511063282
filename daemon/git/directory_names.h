#pragma once
#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace toolbox {

// The names in one directory of a worktree, but for "." and "..", and .git, which git never looks at. Its
// memory is used again for the next directory.
class DirectoryNames {
 public:
  struct Name {
    const char* text;
    unsigned char type;  // DT_REG …, DT_UNKNOWN where the file system does not say
  };

  // Reads what the descriptor has. False when it can't be read. Blocking.
  bool read(int directory);

  bool has_ignore_file() const { return has_ignore_file_; }
  auto begin() const { return names_.begin(); }
  auto end() const { return names_.end(); }

 private:
  std::string text_;
  std::vector<Name> names_;
  std::vector<std::pair<std::size_t, unsigned char>> places_;
  bool has_ignore_file_ = false;
};

// The text of a file of ignore patterns; nothing when there is none, it is a link, or it can't be read.
std::optional<std::string> read_ignore_file(int directory, const char* name);

// Whether `directory` has a repository of its own in it, as git sees it: a .git with a HEAD, or a file .git.
bool is_nested_repository(int directory, const char* name);

}  // namespace toolbox
