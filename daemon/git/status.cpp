#include "git/status.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>
#include <map>

#include "base/limits.h"
#include "base/read_file.h"
#include "base/utf8.h"
#include "git/branch_state.h"
#include "git/cache_tree.h"
#include "git/failure.h"
#include "git/operation.h"
#include "git/renames.h"
#include "git/repository.h"
#include "git/worktree_changes.h"

namespace toolbox {
namespace {

constexpr const char* updated_but_unmerged = "Updated but unmerged";
constexpr std::size_t rename_limit = 1000;  // git's own default

struct RenameSettings {
  bool wanted = true;
  std::size_t limit = rename_limit;
};

// status.X, else diff.X; the value of neither is "".
std::string setting(git_config* config, const char* name) {
  for (const char* section : {"status.", "diff."}) {
    const char* value = nullptr;
    if (git_config_get_string(&value, config, (std::string(section) + name).c_str()) == 0) return value;
  }
  return {};
}

RenameSettings rename_settings(git_repository* repository) {
  GitConfig config;
  check(git_repository_config_snapshot(out(config), repository));
  RenameSettings settings;
  int flag = 0;
  const std::string wanted = setting(config.get(), "renames");
  if (!wanted.empty() && git_config_parse_bool(&flag, wanted.c_str()) == 0) settings.wanted = flag != 0;
  std::int64_t limit = 0;
  const std::string limit_text = setting(config.get(), "renameLimit");
  if (!limit_text.empty() && git_config_parse_int64(&limit, limit_text.c_str()) == 0 && limit > 0) {
    settings.limit = static_cast<std::size_t>(std::min<std::int64_t>(limit, 32767));
  }
  return settings;
}

std::string blob_text(git_repository* repository, const git_oid& id) {
  GitHandle<git_blob, git_blob_free> blob;
  if (git_blob_lookup(out(blob), repository, &id) < 0) return {};
  return {static_cast<const char*>(git_blob_rawcontent(blob.get())),
          static_cast<std::size_t>(git_blob_rawsize(blob.get()))};
}

std::uint64_t blob_size(git_repository* repository, const git_oid& id) {
  ObjectDatabase objects;
  check(git_repository_odb(out(objects), repository));
  std::size_t size = 0;
  git_object_t kind{};
  return git_odb_read_header(&size, &kind, objects.get(), &id) < 0 ? 0 : size;
}

// Bytes; 0 for what is no file to read.
std::uint64_t file_size(const std::string& path) {
  struct stat found{};
  return ::lstat(path.c_str(), &found) == 0 && S_ISREG(found.st_mode)
             ? static_cast<std::uint64_t>(found.st_size)
             : 0;
}

const git_oid& id_of(const StagedChange& change) {
  return change.kind == StagedChange::Kind::added ? change.new_id : change.old_id;
}

class StatusLister {
 public:
  StatusLister(git_repository* repository, OpenIndex& index) : repository_(repository), index_(index) {}

  std::vector<GitFileStatus> list(const git_oid* tree) {
    add_conflicts();
    add_staged(tree);
    add_worktree();
    std::vector<GitFileStatus> list;
    list.reserve(tracked_.size() + untracked_.size());
    for (auto& [name, entry] : tracked_) {
      entry.name = utf8::to_valid(name);
      list.push_back(std::move(entry));
    }
    for (const auto& name : untracked_) list.push_back({utf8::to_valid(name), "", "Untracked", "Untracked"});
    // A name may be there twice: deleted from the index, and as an untracked file.
    const auto by_name = [](const GitFileStatus& a, const GitFileStatus& b) {
      return a.name != b.name ? a.name < b.name : std::strcmp(a.staging, b.staging) < 0;
    };
    std::sort(list.begin(), list.end(), by_name);
    return list;
  }

 private:
  void add_conflicts() {
    for (const auto* entry : index_.entries) {
      if (stage_of(*entry) == 0) continue;
      auto& status = tracked_[entry->path];
      status.staging = updated_but_unmerged;
      status.worktree = updated_but_unmerged;
    }
  }

  void add_staged(const git_oid* tree) {
    const auto cached = read_cached_tree(index_.index.get());
    auto changes = compare_tree(repository_, tree, index_.entries, cached ? &*cached : nullptr);
    if (renames_.wanted) {
      const RenameContents files{
          [&](const StagedChange& change) { return blob_size(repository_, id_of(change)); },
          [&](const StagedChange& change) { return blob_text(repository_, id_of(change)); }};
      find_renames(changes, renames_.limit, files);
    }
    for (auto& change : changes) {
      auto& status = tracked_[std::move(change.path)];
      switch (change.kind) {
        case StagedChange::Kind::added:
          status.staging = "Added";
          break;
        case StagedChange::Kind::modified:
          status.staging = "Modified";
          break;
        case StagedChange::Kind::deleted:
          status.staging = "Deleted";
          break;
        case StagedChange::Kind::renamed:
          status.staging = "Renamed";
          status.extra = utf8::to_valid(change.old_path);
          break;
      }
    }
  }

  void add_worktree() {
    WorktreeChanges changes = worktree_changes(repository_, index_);
    if (renames_.wanted && !changes.intended.empty() && !changes.deleted.empty())
      add_worktree_renames(changes);
    for (const std::size_t place : changes.modified)
      tracked_[index_.entries[place]->path].worktree = "Modified";
    for (const std::size_t place : changes.deleted)
      tracked_[index_.entries[place]->path].worktree = "Deleted";
    for (const std::size_t place : changes.intended) tracked_[index_.entries[place]->path].worktree = "Added";
    untracked_ = std::move(changes.untracked);
  }

  // Files that are gone under one name, and intended to be added under another.
  void add_worktree_renames(WorktreeChanges& changes) {
    const std::string root = git_repository_workdir(repository_);
    std::vector<StagedChange> pairs;
    for (const std::size_t place : changes.deleted) {
      const git_index_entry* entry = index_.entries[place];
      pairs.push_back({StagedChange::Kind::deleted, entry->path, {}, entry->id, {}, entry->mode, 0});
    }
    for (const std::size_t place : changes.intended) {
      const git_index_entry* entry = index_.entries[place];
      StagedChange added{StagedChange::Kind::added, entry->path, {}, {}, {}, 0, entry->mode};
      const std::uint64_t size = file_size(root + entry->path);
      if (size > 0 && size <= limits::git_rename_file) {
        git_repository_hashfile(&added.new_id, repository_, (root + entry->path).c_str(), GIT_OBJECT_BLOB,
                                entry->path);
      }
      pairs.push_back(std::move(added));
    }
    const auto in_blob = [](const StagedChange& change) {
      return change.kind == StagedChange::Kind::deleted;
    };
    const RenameContents files{[&](const StagedChange& change) {
                                 return in_blob(change) ? blob_size(repository_, change.old_id)
                                                        : file_size(root + change.path);
                               },
                               [&](const StagedChange& change) {
                                 return in_blob(change) ? blob_text(repository_, change.old_id)
                                                        : read_small_file(root + change.path);
                               }};
    find_renames(pairs, renames_.limit, files);
    std::map<std::string, bool> left;  // and whether it is a deletion
    for (const auto& change : pairs) {
      if (change.kind == StagedChange::Kind::deleted) left[change.path] = true;
      if (change.kind != StagedChange::Kind::renamed) continue;
      tracked_[change.path].worktree = "Renamed";
      tracked_[change.path].extra = utf8::to_valid(change.old_path);
    }
    std::erase_if(changes.deleted,
                  [&](std::size_t place) { return !left.contains(index_.entries[place]->path); });
    std::erase_if(changes.intended, [&](std::size_t place) {
      const auto it = tracked_.find(index_.entries[place]->path);
      return it != tracked_.end() && std::strcmp(it->second.worktree, "Renamed") == 0;
    });
  }

  git_repository* repository_;
  OpenIndex& index_;
  const RenameSettings renames_ = rename_settings(repository_);
  std::map<std::string, GitFileStatus> tracked_;
  std::vector<std::string> untracked_;
};

}  // namespace

GitStatus git_status(git_repository* repository) {
  require_worktree(repository, "tell the status");
  GitStatus status;
  const Commit head = head_commit(repository);
  describe_branch(repository, head.get(), status);
  OpenIndex index = open_index(repository);
  status.file_status = StatusLister(repository, index).list(head ? git_commit_tree_id(head.get()) : nullptr);
  return status;
}

}  // namespace toolbox
