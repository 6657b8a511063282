#include "git/pathspec.h"

#include <strings.h>

#include <algorithm>
#include <climits>
#include <iterator>

#include "base/api_error.h"
#include "git/wildmatch.h"

namespace toolbox {
namespace {

[[noreturn]] void outside(const std::string& name) {
  throw ApiError::bad_request("bad request: " + name + " is outside the repository's worktree");
}

// Without "." and "..", empty names and slashes at the end.
std::string normalized(std::string_view rest, const std::string& given) {
  std::vector<std::string_view> names;
  while (!rest.empty()) {
    const auto name = rest.substr(0, rest.find('/'));
    rest.remove_prefix(std::min(rest.size(), name.size() + 1));
    if (name.empty() || name == ".") continue;
    if (name != "..") {
      names.push_back(name);
    } else if (names.empty()) {
      outside(given);
    } else {
      names.pop_back();
    }
  }
  std::string path;
  for (const auto name : names) (path += path.empty() ? "" : "/").append(name);
  return path;
}

bool is_git_directory(std::string_view name) {
  return name.size() == 4 && ::strncasecmp(name.data(), ".git", 4) == 0;
}

PathSelection::Item parse(const std::string& given, const std::string& worktree) {
  if (given.empty())
    throw ApiError::bad_request("bad request: files must not have an empty name; . means all files");
  if (given.size() >= PATH_MAX) throw ApiError::bad_request("bad request: a name in files is too long");
  PathSelection::Item item;
  item.given = given;
  if (given.starts_with('/')) {
    const std::string root = worktree.substr(0, worktree.size() - 1);
    const std::string path = "/" + normalized(given, given);
    if (path != root && !path.starts_with(worktree)) outside(given);
    item.path = path.substr(std::min(path.size(), worktree.size()));
  } else {
    item.path = normalized(given, given);
  }
  for (std::string_view rest = item.path; !rest.empty();) {
    const auto name = rest.substr(0, rest.find('/'));
    if (is_git_directory(name)) {
      throw ApiError::bad_request("bad request: " + given +
                                  " is in a .git directory, which is no part of the worktree");
    }
    rest.remove_prefix(std::min(rest.size(), name.size() + 1));
  }
  item.literal = !has_wildcard(item.path);
  item.must_be_directory = given.ends_with('/');
  return item;
}

}  // namespace

PathSelection::PathSelection(const std::vector<std::string>& names, const std::string& worktree) {
  if (names.empty())
    throw ApiError::bad_request("bad request: files must not be empty; [\".\"] means all files");
  for (const auto& name : names) items_.push_back(parse(name, worktree));
}

bool PathSelection::Item::matches(std::string_view file) const {
  if (path.empty()) return true;
  if (file.starts_with(path) && literal) {
    const auto rest = file.substr(path.size());
    if (rest.empty()) return !must_be_directory;
    return rest.front() == '/';
  }
  if (literal) return false;
  if (file.ends_with('/')) file.remove_suffix(1);
  return wildmatch(path, file, Star::any);
}

bool PathSelection::Item::may_match_within(std::string_view directory) const {
  if (path.empty()) return true;
  if (!literal) {
    const auto fixed = std::string_view(path).substr(0, path.find_first_of("*?[\\"));
    const std::size_t common = std::min(fixed.size(), directory.size());
    return fixed.substr(0, common) == directory.substr(0, common);
  }
  if (directory.size() <= path.size()) return path.starts_with(directory);
  return directory.starts_with(path) && directory[path.size()] == '/';
}

bool PathSelection::has(std::string_view path) const {
  return std::any_of(items_.begin(), items_.end(), [&](const Item& item) { return item.matches(path); });
}

bool PathSelection::may_have_within(std::string_view directory) const {
  return std::any_of(items_.begin(), items_.end(),
                     [&](const Item& item) { return item.may_match_within(directory); });
}

bool index_has(const std::vector<const git_index_entry*>& entries, std::string_view path) {
  if (path.empty()) return true;
  const auto at_least = [&](std::string_view name) {
    return std::lower_bound(
        entries.begin(), entries.end(), name,
        [](const git_index_entry* entry, std::string_view wanted) { return entry->path < wanted; });
  };
  const auto file = at_least(path);
  if (file != entries.end() && (*file)->path == path) return true;
  const std::string directory = std::string(path) + "/";
  const auto within = at_least(directory);
  return within != entries.end() && std::string_view((*within)->path).starts_with(directory);
}

void prefer_literal(PathSelection& pathspec, const std::vector<const git_index_entry*>& entries) {
  for (auto& item : pathspec.items()) item.literal = item.literal || index_has(entries, item.path);
}

}  // namespace toolbox
