#pragma once
#include <string>
#include <vector>

#include "git/handles.h"

namespace toolbox {

// Where libgit2's idea of what a switch of the worktree overwrites is not git's. Pool thread, within an
// operation.

// Whether the file that libgit2 finds in the way of `target` is none: it is staged just as the target has it,
// or it is a submodule that the target has not, which stays where it is.
bool is_not_in_the_way(git_repository* repository, git_tree* target, const std::string& path);

// What libgit2 would write over, or through, where git refuses: untracked files in directories that `target`
// or the index have as files; links that stand where it has directories.
std::vector<std::string> overlooked(git_repository* repository, git_tree* target);

// Gives each file that is to change and has other names (hard links) a content of its own: libgit2 writes
// into the file that is there, while git puts a new one in its place.
void unshare_files(git_repository* repository, git_tree* target);

}  // namespace toolbox
