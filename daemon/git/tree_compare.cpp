#include "git/tree_compare.h"

#include <algorithm>
#include <string_view>

#include "base/api_error.h"
#include "git/entry_check.h"
#include "git/failure.h"
#include "git/operation.h"

namespace toolbox {
namespace {

class Comparison {
 public:
  Comparison(git_repository* repository, const std::vector<const git_index_entry*>& entries)
      : repository_(repository), entries_(entries) {}

  // `path`: "" or "dir/", which the entries from `begin` to `end` have in common.
  void compare(const std::string& path, const git_oid* tree_id, std::size_t begin, std::size_t end,
               const CachedTree* cached) {
    const Descent descent(depth_);
    if (tree_id != nullptr && cached != nullptr && cached->id && git_oid_equal(&*cached->id, tree_id) != 0)
      return;
    Operation::current().check_stopped();
    Tree tree;
    if (tree_id != nullptr) check(git_tree_lookup(out(tree), repository_, tree_id));
    const std::size_t count = tree ? git_tree_entrycount(tree.get()) : 0;
    std::size_t t = 0;
    Child ours;
    while (begin < end || t < count) {
      const git_tree_entry* theirs = t < count ? git_tree_entry_byindex(tree.get(), t) : nullptr;
      if (begin < end && ours.end <= begin) ours = child(path.size(), begin, end);
      const int order = theirs == nullptr ? -1 : begin == end ? 1 : compare_names(ours, theirs);
      if (order <= 0) begin = ours.end;
      if (order >= 0) ++t;
      if (order < 0) {
        index_only(path, ours);
      } else if (order > 0) {
        tree_only(path, theirs);
      } else {
        both(path, ours, theirs, cached);
      }
    }
  }

  std::vector<StagedChange> changes;

 private:
  // One level down. Throws ApiError 422 beyond what git's core.maxTreeDepth allows: such trees are made to
  // harm.
  struct Descent {
    explicit Descent(int& d) : depth(d) {
      if (depth >= deepest)
        throw ApiError(422, "UNPROCESSABLE_ENTITY", "the repository's directories are nested too deeply");
      ++depth;
    }
    ~Descent() { --depth; }
    Descent(const Descent&) = delete;
    Descent& operator=(const Descent&) = delete;
    int& depth;
  };
  static constexpr int deepest = 2048;

  struct Child {
    std::string_view name;
    std::size_t begin = 0;
    std::size_t end = 0;
    bool directory = false;
  };

  // The one that begins at entry `begin`: a directory with all that is in it, a file with all its stages.
  Child child(std::size_t prefix, std::size_t begin, std::size_t end) const {
    const std::string_view path = entries_[begin]->path;
    const std::size_t slash = path.find('/', prefix);
    Child made{path.substr(prefix, slash == std::string_view::npos ? slash : slash - prefix), begin,
               begin + 1, slash != std::string_view::npos};
    const std::string_view common = made.directory ? path.substr(0, slash + 1) : path;
    const auto belongs = [&](const git_index_entry* entry) {
      const std::string_view other = entry->path;
      return made.directory ? other.starts_with(common) : other == common;
    };
    const auto at = [&](std::size_t i) { return entries_.begin() + static_cast<std::ptrdiff_t>(i); };
    made.end = static_cast<std::size_t>(std::partition_point(at(begin), at(end), belongs) - entries_.begin());
    return made;
  }

  // In the order of trees and of the index: as if directories had a slash at their end.
  static int compare_names(const Child& ours, const git_tree_entry* theirs) {
    const std::string_view other = git_tree_entry_name(theirs);
    const std::size_t common = std::min(ours.name.size(), other.size());
    if (const int order = ours.name.substr(0, common).compare(other.substr(0, common)); order != 0)
      return order;
    const bool other_directory = git_tree_entry_type(theirs) == GIT_OBJECT_TREE;
    const auto at = [&](std::string_view name, bool directory) {
      if (name.size() > common) return static_cast<int>(static_cast<unsigned char>(name[common]));
      return directory ? static_cast<int>('/') : 0;
    };
    if (ours.name.size() == other.size() && ours.directory == other_directory) return 0;
    return at(ours.name, ours.directory) - at(other, other_directory);
  }

  const git_index_entry* staged(const Child& ours) const {
    const git_index_entry* entry = entries_[ours.begin];
    return stage_of(*entry) == 0 && !is_intended(*entry) ? entry : nullptr;
  }

  void index_only(const std::string& path, const Child& ours) {
    if (ours.directory) {
      compare(path + std::string(ours.name) + "/", nullptr, ours.begin, ours.end, nullptr);
    } else if (const git_index_entry* entry = staged(ours)) {
      changes.push_back({StagedChange::Kind::added, entry->path, {}, {}, entry->id, 0, entry->mode});
    }
  }

  void tree_only(const std::string& path, const git_tree_entry* theirs) {
    std::string name = path + git_tree_entry_name(theirs);
    if (git_tree_entry_type(theirs) == GIT_OBJECT_TREE) {
      compare(name + "/", git_tree_entry_id(theirs), 0, 0, nullptr);
    } else {
      changes.push_back({StagedChange::Kind::deleted,
                         std::move(name),
                         {},
                         *git_tree_entry_id(theirs),
                         {},
                         static_cast<std::uint32_t>(git_tree_entry_filemode(theirs)),
                         0});
    }
  }

  void both(const std::string& path, const Child& ours, const git_tree_entry* theirs,
            const CachedTree* cached) {
    const git_oid* id = git_tree_entry_id(theirs);
    if (ours.directory) {
      compare(path + std::string(ours.name) + "/", id, ours.begin, ours.end,
              cached != nullptr ? cached->child(ours.name) : nullptr);
      return;
    }
    const git_index_entry* entry = staged(ours);
    if (entry == nullptr) {
      // Taken out of the index, then intended to be added again: as if it were not there.
      if (stage_of(*entries_[ours.begin]) == 0) tree_only(path, theirs);
      return;
    }
    const auto mode = static_cast<std::uint32_t>(git_tree_entry_filemode(theirs));
    if (entry->mode == mode && git_oid_equal(&entry->id, id) != 0) return;
    changes.push_back({StagedChange::Kind::modified, entry->path, {}, *id, entry->id, mode, entry->mode});
  }

  git_repository* repository_;
  const std::vector<const git_index_entry*>& entries_;
  int depth_ = 0;
};

}  // namespace

std::vector<StagedChange> compare_tree(git_repository* repository, const git_oid* tree,
                                       const std::vector<const git_index_entry*>& entries,
                                       const CachedTree* cached) {
  Comparison comparison(repository, entries);
  comparison.compare("", tree, 0, entries.size(), cached);
  return std::move(comparison.changes);
}

std::vector<const git_index_entry*> index_entries(git_index* index) {
  std::vector<const git_index_entry*> entries(git_index_entrycount(index));
  for (std::size_t i = 0; i < entries.size(); ++i) entries[i] = git_index_get_byindex(index, i);
  return entries;
}

}  // namespace toolbox
