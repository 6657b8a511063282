#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace toolbox {

// One list of ignore patterns (a .gitignore, .git/info/exclude or core.excludesFile), on top of those that it
// takes precedence over. Immutable once made, so threads may share it.
class IgnoreRules {
 public:
  // text: the file's. base: the directory that its patterns are relative to, "" or "sub/dir/". fold:
  // ignorecase.
  IgnoreRules(std::shared_ptr<const IgnoreRules> below, std::string base, std::string_view text, bool fold);

  // Whether `path`, relative to the worktree and within `base`, is ignored by the patterns. That a directory
  // above it is, which ignores all in it, is the caller's to know. path: without a slash at its end.
  bool ignored(std::string_view path, bool directory) const;

 private:
  struct Pattern {
    std::string text;
    bool negated = false;
    bool only_directories = false;
    bool whole_path = false;  // relative to the base; else the name at any depth
    bool wild = false;
  };

  static std::optional<Pattern> parse(std::string_view line);
  bool matches(const Pattern& pattern, std::string_view relative, std::string_view name) const;

  std::shared_ptr<const IgnoreRules> below_;
  std::string base_;
  bool fold_;
  std::vector<Pattern> patterns_;
};

}  // namespace toolbox
