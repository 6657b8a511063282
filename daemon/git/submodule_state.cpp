#include "git/submodule_state.h"

#include <string>
#include <string_view>
#include <utility>

#include "git/failure.h"
#include "git/repository.h"
#include "git/tree_compare.h"
#include "git/worktree_changes.h"

namespace toolbox {
namespace {

enum class Ignore { nothing, untracked, dirty, all };

Ignore ignore_setting(git_repository* repository, const char* path) {
  git_submodule* submodule = nullptr;
  git_submodule_ignore_t setting = GIT_SUBMODULE_IGNORE_UNSPECIFIED;
  std::string key = "diff.ignoreSubmodules";
  if (git_submodule_lookup(&submodule, repository, path) == 0) {
    setting = git_submodule_ignore(submodule);  // that of .gitmodules, which the configuration overrides
    key = std::string("submodule.") + git_submodule_name(submodule) + ".ignore";
  }
  git_submodule_free(submodule);
  GitConfig config;
  check(git_repository_config_snapshot(out(config), repository));
  const char* text = nullptr;
  if (git_config_get_string(&text, config.get(), key.c_str()) == 0) {
    for (const auto& [name, meaning] :
         {std::pair("none", Ignore::nothing), std::pair("untracked", Ignore::untracked),
          std::pair("dirty", Ignore::dirty), std::pair("all", Ignore::all)}) {
      if (std::string_view(text) == name) return meaning;
    }
  }
  switch (setting) {
    case GIT_SUBMODULE_IGNORE_UNTRACKED:
      return Ignore::untracked;
    case GIT_SUBMODULE_IGNORE_DIRTY:
      return Ignore::dirty;
    case GIT_SUBMODULE_IGNORE_ALL:
      return Ignore::all;
    default:
      return Ignore::nothing;
  }
}

bool has_changes(git_repository* repository, bool with_untracked) {
  OpenIndex index = open_index(repository);
  const auto cached = read_cached_tree(index.index.get());
  const Commit head = head_commit(repository);
  const git_oid* tree = head ? git_commit_tree_id(head.get()) : nullptr;
  if (git_index_has_conflicts(index.index.get()) != 0) return true;
  if (!compare_tree(repository, tree, index.entries, cached ? &*cached : nullptr).empty()) return true;
  const WorktreeChanges changes = worktree_changes(repository, index);
  return !changes.modified.empty() || !changes.deleted.empty() || !changes.intended.empty() ||
         (with_untracked && !changes.untracked.empty());
}

// Null when it is none, or is not checked out.
Repository open_submodule(git_repository* repository, const std::string& path) {
  const std::string directory = git_repository_workdir(repository) + path;
  Repository submodule;
  git_repository_open_ext(out(submodule), directory.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr);
  return submodule;
}

}  // namespace

std::optional<git_oid> submodule_head(git_repository* repository, const std::string& path) {
  const Repository submodule = open_submodule(repository, path);
  git_oid id;
  if (!submodule || git_reference_name_to_id(&id, submodule.get(), "HEAD") < 0) return std::nullopt;
  return id;
}

bool submodule_differs(git_repository* repository, const git_index_entry& entry) {
  const Ignore ignore = ignore_setting(repository, entry.path);
  if (ignore == Ignore::all) return false;
  const auto head = submodule_head(repository, entry.path);
  if (!head) return false;
  if (git_oid_equal(&*head, &entry.id) == 0) return true;
  const Repository submodule = open_submodule(repository, entry.path);
  return ignore != Ignore::dirty && has_changes(submodule.get(), ignore != Ignore::untracked);
}

}  // namespace toolbox
