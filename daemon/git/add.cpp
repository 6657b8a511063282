#include "git/add.h"

#include <sys/stat.h>

#include <algorithm>
#include <set>
#include <string_view>

#include "base/api_error.h"
#include "git/conversions.h"
#include "git/failure.h"
#include "git/leading_link.h"
#include "git/operation.h"
#include "git/pathspec.h"
#include "git/repository.h"
#include "git/submodule_state.h"
#include "git/worktree_changes.h"

namespace toolbox {
namespace {

bool present(const std::string& path, struct stat& found) {
  return ::lstat(path.c_str(), &found) == 0;
}

// A file behind a link is somewhere else, one in a submodule is another repository's.
void check_reachable(const PathSelection::Item& item, const std::string& worktree,
                     const std::vector<const git_index_entry*>& entries) {
  const std::string link = leading_link(worktree, item.path);
  if (!link.empty()) {
    throw ApiError::bad_request("bad request: " + item.given + " is beyond a symbolic link, " + link);
  }
  for (std::size_t slash = item.path.find('/'); slash != std::string::npos;
       slash = item.path.find('/', slash + 1)) {
    const std::string above = item.path.substr(0, slash);
    const auto at =
        std::lower_bound(entries.begin(), entries.end(), above,
                         [](const git_index_entry* e, const std::string& name) { return e->path < name; });
    if (at != entries.end() && (*at)->path == above && is_submodule(**at)) {
      throw ApiError::bad_request("bad request: " + item.given + " is in the submodule " + above);
    }
  }
}

// Whether `ignored`, a file or a directory "dir/", is what the item names or what that is in.
bool names_ignored(const PathSelection::Item& item, std::string_view ignored) {
  if (!item.literal) return item.matches(ignored);
  return item.path == ignored || (item.path + "/").starts_with(ignored);
}

class Addition {
 public:
  Addition(git_repository* repository, const std::vector<std::string>& names)
      : repository_(repository),
        worktree_(git_repository_workdir(repository)),
        index_(lock_index(repository)),
        pathspec_(names, worktree_) {
    prefer_literal(pathspec_, index_.entries);
    for (auto& item : pathspec_.items()) {
      struct stat found{};
      item.literal = item.literal || present(worktree_ + item.path, found);
      if (item.literal) check_reachable(item, worktree_, index_.entries);
    }
  }

  std::string run() {
    ScanRequest request = scan_request(repository_, index_);
    request.part = &pathspec_;
    request.want_ignored = true;
    WorktreeScan scan = scan_worktree(request, Operation::current());
    check_visible(scan);
    for (const auto& item : pathspec_.items()) check_matched(item, scan);
    const bool refreshed = settle_doubtful(repository_, index_, scan);
    const Changes changes = collect(scan);
    const std::string warning = check_conversions(repository_, changes.added);
    const bool changed = apply(changes);
    if (!refreshed && !changed) return warning;
    mark_racy_changes(repository_, index_);
    write_index(index_);
    return warning;
  }

 private:
  struct Changes {
    std::vector<std::string> removed;
    std::vector<std::string> added;
  };

  bool any_entry(const PathSelection::Item& item) const {
    if (item.literal) return index_has(index_.entries, item.path);
    return std::any_of(index_.entries.begin(), index_.entries.end(),
                       [&](const git_index_entry* entry) { return item.matches(entry->path); });
  }

  // What can't be looked at is not gone.
  void check_visible(const WorktreeScan& scan) const {
    if (scan.closed.empty()) return;
    throw ApiError(403, "FILE_ACCESS_DENIED",
                   "cannot look into " + worktree_ + *std::ranges::min_element(scan.closed) +
                       ", which has tracked files in it: Permission denied; nothing was added");
  }

  void check_matched(const PathSelection::Item& item, const WorktreeScan& scan) const {
    if (item.path.empty() || any_entry(item)) return;
    const auto matches = [&](const std::string& path) { return item.matches(path); };
    if (std::any_of(scan.untracked.begin(), scan.untracked.end(), matches)) return;
    const auto ignored = [&](const std::string& path) { return names_ignored(item, path); };
    if (std::any_of(scan.ignored.begin(), scan.ignored.end(), ignored)) {
      throw ApiError::bad_request("bad request: " + item.given +
                                  " is ignored by a .gitignore file or its like");
    }
    struct stat found{};
    if (item.literal && present(worktree_ + item.path, found) && S_ISDIR(found.st_mode))
      return;  // nothing in it
    throw ApiError(404, "NOT_FOUND", "not found: " + item.given + " matches no file; nothing was added");
  }

  // The paths: they are needed while the index, whose entries the scan points to, changes.
  Changes collect(const WorktreeScan& scan) const {
    Changes changes;
    const auto path = [&](std::size_t place) { return std::string(index_.entries[place]->path); };
    for (const std::size_t place : scan.deleted) changes.removed.push_back(path(place));
    for (const auto* list : {&scan.modified, &scan.intended}) {
      for (const std::size_t place : *list) changes.added.push_back(path(place));
    }
    for (const std::size_t place : scan.submodules) {
      const auto head = submodule_head(repository_, path(place));
      if (head && git_oid_equal(&*head, &index_.entries[place]->id) == 0)
        changes.added.push_back(path(place));
    }
    changes.added.insert(changes.added.end(), scan.untracked.begin(), scan.untracked.end());
    for (const std::string& conflicting : conflicts()) {
      struct stat found{};
      const bool there = present(worktree_ + conflicting, found) && !S_ISDIR(found.st_mode) &&
                         leading_link(worktree_, conflicting).empty();
      (there ? changes.added : changes.removed).push_back(conflicting);
    }
    std::sort(changes.added.begin(), changes.added.end());
    return changes;
  }

  std::set<std::string> conflicts() const {
    std::set<std::string> paths;
    for (const auto* entry : index_.entries) {
      if (stage_of(*entry) != 0 && pathspec_.has(entry->path)) paths.insert(entry->path);
    }
    return paths;
  }

  bool apply(const Changes& changes) {
    for (const auto& path : changes.removed) check(git_index_remove_bypath(index_.index.get(), path.c_str()));
    for (const auto& path : changes.added) {
      Operation::current().check_stopped();
      add(path.ends_with('/') ? path.substr(0, path.size() - 1) : path, path.ends_with('/'));
    }
    return !changes.removed.empty() || !changes.added.empty();
  }

  void add(const std::string& path, bool nested_repository) {
    if (nested_repository && !submodule_head(repository_, path)) {
      throw ApiError::bad_request("bad request: the repository " + path +
                                  " has no commit checked out, so it can't be added");
    }
    struct stat file{};
    if (present(worktree_ + path, file) && !S_ISREG(file.st_mode) && !S_ISLNK(file.st_mode) &&
        !S_ISDIR(file.st_mode)) {
      throw ApiError::bad_request("bad request: " + path +
                                  " can't be added: it is no file, link or directory");
    }
    const int result = git_index_add_bypath(index_.index.get(), path.c_str());
    const git_error* error = git_error_last();
    if (result < 0 && error != nullptr && error->klass == GIT_ERROR_FILTER) {
      throw ApiError::bad_request("bad request: " + path + " can't be added: " + error->message);
    }
    check(result);
  }

  git_repository* repository_;
  const std::string worktree_;
  OpenIndex index_;
  PathSelection pathspec_;
};

}  // namespace

std::string git_add(git_repository* repository, const GitAddParams& params) {
  require_worktree(repository, "add files");
  return Addition(repository, params.files).run();
}

}  // namespace toolbox
