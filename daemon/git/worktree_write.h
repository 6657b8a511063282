#pragma once
#include <string>
#include <vector>

#include "git/handles.h"

namespace toolbox {

// Writes files of `from` into the worktree, whatever is in their place: other files, links and what else is
// no directory are removed first, also where a directory above is due, so that nothing is written through a
// link. paths: entries of `from`; submodules get an empty directory. update_index: `from` is the repository's
// index, which learns what the files are like then; it is not written. Blocking; only within an operation.
void write_files(git_repository* repository, git_index* from, const std::vector<std::string>& paths,
                 bool update_index);

// Removes files, and the directories that are empty then. What is beyond a link stays, as does what is a
// directory by now.
void remove_files(git_repository* repository, const std::vector<std::string>& paths);

}  // namespace toolbox
