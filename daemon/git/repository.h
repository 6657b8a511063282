#pragma once
#include <string>

#include "git/handles.h"

namespace toolbox {

// The repository whose worktree (or, when it is bare, whose git directory) is at `path`; not one above it.
// Throws ApiError 404 GIT_REPO_NOT_FOUND, 403 for one that the daemon's user may not read, 422 for a format
// that libgit2 does not know. Blocking.
Repository open_repository(const std::string& path);

// What tells one repository from another, however it is named: the real path of its common git directory.
std::string repository_key(git_repository* repository);

// The commit, tree or blob that `text` names: a branch, a tag, a hash, HEAD~2. Throws ApiError 404 when there
// is none of that name.
Object resolve_revision(git_repository* repository, const std::string& text);
Commit resolve_commit(git_repository* repository, const std::string& text);

// The commit that HEAD is at; null before the first one.
Commit head_commit(git_repository* repository);

// That commit's tree; null before the first one.
Tree head_tree(git_repository* repository);

// The repository's index, as it is on disk by now.
Index index_of(git_repository* repository);

// The name of the current branch, "main", born or not; empty when HEAD is detached.
std::string current_branch(git_repository* repository);

// Throws ApiError 400 when the repository has no worktree. doing: "check out a branch".
void require_worktree(git_repository* repository, const char* doing);

}  // namespace toolbox
