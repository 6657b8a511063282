#include "git/entry_check.h"

#include <cstring>

#include "git/failure.h"

namespace toolbox {
namespace {

constexpr unsigned char empty_blob[] = {0xe6, 0x9d, 0xe2, 0x9b, 0xb2, 0xd1, 0xd6, 0x43, 0x4b, 0x8b,
                                        0x29, 0xae, 0x77, 0x5a, 0xd8, 0xc2, 0xe4, 0x8c, 0x53, 0x91};

bool flag(git_config* config, const char* name, bool absent) {
  int value = 0;
  return git_config_get_bool(&value, config, name) == 0 ? value != 0 : absent;
}

// The index keeps 32 bits of everything. Some programs that write it leave the nanoseconds out.
bool same_time(const git_index_time& time, const timespec& found) {
  return static_cast<std::uint32_t>(time.seconds) == static_cast<std::uint32_t>(found.tv_sec) &&
         (time.nanoseconds == 0 || time.nanoseconds == static_cast<std::uint32_t>(found.tv_nsec));
}

// The file was written no earlier than the index, so it may have been written again at the very same time.
bool is_racy(const git_index_entry& entry, const timespec& index_time) {
  const auto written = static_cast<std::uint32_t>(index_time.tv_sec);
  const auto seconds = static_cast<std::uint32_t>(entry.mtime.seconds);
  if (seconds != written) return seconds > written;
  return entry.mtime.nanoseconds == 0 || index_time.tv_nsec == 0 ||
         entry.mtime.nanoseconds >= static_cast<std::uint32_t>(index_time.tv_nsec);
}

bool is_link(std::uint32_t mode) {
  return (mode & S_IFMT) == S_IFLNK;
}

bool same_type(const git_index_entry& entry, const struct stat& found, const EntryRules& rules) {
  if (is_link(entry.mode)) return S_ISLNK(found.st_mode) || (!rules.symlinks && S_ISREG(found.st_mode));
  if (!S_ISREG(found.st_mode)) return false;
  return !rules.trust_mode || ((entry.mode ^ found.st_mode) & S_IXUSR) == 0;
}

bool same_stat(const git_index_entry& entry, const struct stat& found, const EntryRules& rules) {
  if (!same_time(entry.mtime, found.st_mtim)) return false;
  if (rules.minimal_stat) return true;
  if (rules.trust_ctime && !same_time(entry.ctime, found.st_ctim)) return false;
  return entry.uid == found.st_uid && entry.gid == found.st_gid &&
         entry.ino == static_cast<std::uint32_t>(found.st_ino);
}

}  // namespace

EntryRules EntryRules::of(git_repository* repository, const struct stat& index_file) {
  GitConfig config;
  check(git_repository_config_snapshot(out(config), repository));
  EntryRules rules;
  rules.trust_mode = flag(config.get(), "core.filemode", true);
  rules.trust_ctime = flag(config.get(), "core.trustctime", true);
  rules.symlinks = flag(config.get(), "core.symlinks", true);
  rules.sparse = flag(config.get(), "core.sparsecheckout", false);
  rules.fold_case = flag(config.get(), "core.ignorecase", false);
  const char* stat_checks = nullptr;
  if (git_config_get_string(&stat_checks, config.get(), "core.checkstat") == 0) {
    rules.minimal_stat = std::strcmp(stat_checks, "minimal") == 0;
  }
  rules.index_time = index_file.st_mtim;
  return rules;
}

EntryState check_entry(const git_index_entry& entry, const struct stat& found, const EntryRules& rules) {
  if (!same_type(entry, found, rules)) return EntryState::modified;
  const bool same_size = entry.file_size == static_cast<std::uint32_t>(found.st_size);
  if (!same_size && entry.file_size != 0) return EntryState::modified;
  // Who writes 0 as a size means that it is to be looked at.
  if (!same_size || (entry.file_size == 0 && std::memcmp(entry.id.id, empty_blob, sizeof empty_blob) != 0)) {
    return EntryState::doubtful;
  }
  return same_stat(entry, found, rules) && !is_racy(entry, rules.index_time) ? EntryState::same
                                                                             : EntryState::doubtful;
}

bool is_taken_for_same(const git_index_entry& entry, bool present, const EntryRules& rules) {
  if ((entry.flags & GIT_INDEX_ENTRY_VALID) != 0) return true;
  if ((entry.flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE) == 0) return false;
  return !present || !rules.sparse;  // in a sparse checkout a file that is there after all counts
}

bool is_intended(const git_index_entry& entry) {
  return (entry.flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD) != 0;
}

bool is_left_out(const git_index_entry& entry) {
  return (entry.flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE) != 0;
}

bool is_submodule(const git_index_entry& entry) {
  return (entry.mode & S_IFMT) == GIT_FILEMODE_COMMIT;
}

int stage_of(const git_index_entry& entry) {
  return GIT_INDEX_ENTRY_STAGE(&entry);
}

}  // namespace toolbox
