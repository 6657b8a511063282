#include "git/worktree_changes.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstring>

#include "git/directory_names.h"
#include "git/failure.h"
#include "git/submodule_state.h"
#include "git/tree_compare.h"

namespace toolbox {
namespace {

struct stat stat_index(git_index* index) {
  struct stat found{};
  const char* path = git_index_path(index);
  if (path == nullptr || ::stat(path, &found) != 0) found = {};
  return found;
}

bool same_file(const struct stat& a, const struct stat& b) {
  return a.st_ino == b.st_ino && a.st_size == b.st_size && a.st_mtim.tv_sec == b.st_mtim.tv_sec &&
         a.st_mtim.tv_nsec == b.st_mtim.tv_nsec;
}

// The object that the file would be. Programs that the configuration names as filters (filter.X.clean) are
// not run, so a file with such a filter that may have changed counts as modified: rather so than a change
// unseen. False when it can't be read, or not be converted as its attributes ask for.
bool hash_file(git_repository* repository, const std::string& path, const git_index_entry& entry,
               const struct stat& found, git_oid& id) {
  if (!S_ISLNK(found.st_mode)) {
    return git_repository_hashfile(&id, repository, path.c_str(), GIT_OBJECT_BLOB, entry.path) == 0;
  }
  std::string target(static_cast<std::size_t>(found.st_size) + 1, '\0');
  const ssize_t length = ::readlink(path.c_str(), target.data(), target.size());
  return length >= 0 &&
         git_odb_hash(&id, target.data(), static_cast<std::size_t>(length), GIT_OBJECT_BLOB) == 0;
}

// The entry is libgit2's own and not constant; adding it anew would make it forget the names of the trees it
// is in.
void refresh(const git_index_entry& constant_entry, const struct stat& found) {
  auto& entry = const_cast<git_index_entry&>(constant_entry);
  entry.ctime = {static_cast<std::int32_t>(found.st_ctim.tv_sec),
                 static_cast<std::uint32_t>(found.st_ctim.tv_nsec)};
  entry.mtime = {static_cast<std::int32_t>(found.st_mtim.tv_sec),
                 static_cast<std::uint32_t>(found.st_mtim.tv_nsec)};
  entry.dev = static_cast<std::uint32_t>(found.st_dev);
  entry.ino = static_cast<std::uint32_t>(found.st_ino);
  entry.uid = found.st_uid;
  entry.gid = found.st_gid;
  entry.file_size = static_cast<std::uint32_t>(found.st_size);
  entry.flags_extended |= GIT_INDEX_ENTRY_UPTODATE;  // looked at: not again when the index is written
}

std::shared_ptr<const IgnoreRules> common_ignore_rules(git_repository* repository, bool fold) {
  std::shared_ptr<const IgnoreRules> rules;
  const auto add = [&](const std::string& path) {
    if (const auto text = read_ignore_file(AT_FDCWD, path.c_str())) {
      rules = std::make_shared<const IgnoreRules>(rules, "", *text, fold);
    }
  };
  GitConfig config;
  check(git_repository_config(out(config), repository));
  GitBuffer excludes;
  if (git_config_get_path(excludes.get(), config.get(), "core.excludesfile") == 0) {
    add(excludes.text());
  } else {
    const auto& settings = Operation::current().settings();
    const std::string xdg = settings.variable("XDG_CONFIG_HOME");
    add((xdg.empty() ? settings.home + "/.config" : xdg) + "/git/ignore");
  }
  add(std::string(git_repository_commondir(repository)) + "info/exclude");
  return rules;
}

}  // namespace

OpenIndex open_index(git_repository* repository) {
  OpenIndex open;
  check(git_repository_index(out(open.index), repository));
  open.file = stat_index(open.index.get());  // first: what is written meanwhile counts as younger
  check(git_index_read(open.index.get(), 0));
  open.entries = index_entries(open.index.get());
  return open;
}

OpenIndex lock_index(git_repository* repository) {
  IndexLock lock(repository);
  OpenIndex open = open_index(repository);
  open.lock = std::move(lock);
  return open;
}

void write_index(OpenIndex& index) {
  index.lock.release();
  check(git_index_write(index.index.get()));
}

ScanRequest scan_request(git_repository* repository, const OpenIndex& index) {
  ScanRequest request;
  request.worktree = git_repository_workdir(repository);
  request.entries = index.entries;
  request.rules = EntryRules::of(repository, index.file);
  request.ignore = common_ignore_rules(repository, request.rules.fold_case);
  return request;
}

bool settle_doubtful(git_repository* repository, const OpenIndex& index, WorktreeScan& scan) {
  const std::string root = git_repository_workdir(repository);
  bool refreshed = false;
  for (const auto& doubtful : scan.doubtful) {
    Operation::current().check_stopped();
    const git_index_entry& entry = *index.entries[doubtful.entry];
    git_oid id;
    if (hash_file(repository, root + entry.path, entry, doubtful.found, id) &&
        git_oid_equal(&id, &entry.id) != 0) {
      refresh(entry, doubtful.found);
      refreshed = true;
    } else {
      scan.modified.push_back(doubtful.entry);
    }
  }
  scan.doubtful.clear();
  return refreshed;
}

void mark_racy_changes(git_repository* repository, const OpenIndex& index) {
  const char* root = git_repository_workdir(repository);
  if (root == nullptr || index.file.st_mtim.tv_sec == 0) return;
  const EntryRules rules = EntryRules::of(repository, index.file);
  const std::size_t count = git_index_entrycount(index.index.get());
  for (std::size_t i = 0; i < count; ++i) {
    const git_index_entry& entry = *git_index_get_byindex(index.index.get(), i);
    if (stage_of(entry) != 0 || is_submodule(entry) || entry.mtime.seconds < index.file.st_mtim.tv_sec ||
        (entry.flags_extended & GIT_INDEX_ENTRY_UPTODATE) != 0) {
      continue;
    }
    const std::string path = std::string(root) + entry.path;
    struct stat found{};
    if (::lstat(path.c_str(), &found) != 0) continue;
    if (check_entry(entry, found, rules) != EntryState::doubtful) continue;
    git_oid id;
    if (hash_file(repository, path, entry, found, id) && git_oid_equal(&id, &entry.id) != 0) continue;
    const_cast<git_index_entry&>(entry).file_size = 0;  // as git does
  }
}

WorktreeChanges worktree_changes(git_repository* repository, OpenIndex& index) {
  const ScanRequest request = scan_request(repository, index);
  WorktreeScan scan = scan_worktree(request, Operation::current());
  const bool refreshed = settle_doubtful(repository, index, scan);
  WorktreeChanges changes{std::move(scan.modified), std::move(scan.deleted), std::move(scan.intended),
                          std::move(scan.untracked)};
  for (const std::size_t place : scan.submodules) {
    if (submodule_differs(repository, *index.entries[place])) changes.modified.push_back(place);
  }
  if (refreshed && same_file(stat_index(index.index.get()), index.file)) {
    mark_racy_changes(repository, index);
    git_index_write(index.index.get());
  }
  return changes;
}

}  // namespace toolbox
