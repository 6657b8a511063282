#pragma once

#include <cstddef>
#include <filesystem>

#include "context.h"

// The repository that the git rows share: of 5,000 commits, each of which adds a directory of ten files and
// changes two files that are there. About 2 KiB of text a file; everything in one pack.
namespace toolbox::bench {

inline constexpr std::size_t git_commits = 5'000;
inline constexpr std::size_t git_files_a_commit = 10;
inline constexpr std::size_t git_files = git_commits * git_files_a_commit;

// The bare one, made by the first call in a run and kept to its end. Its branch is `main`.
std::filesystem::path git_repository(const Context& context);

// File number `file`'s path in it; `file` < git_files. Numbers that are far apart are in different
// directories.
std::filesystem::path git_file(std::size_t file);

// Clones it into `directory`, which has a worktree then and never collects garbage by itself.
void make_worktree(const Context& context, const std::filesystem::path& directory);

}  // namespace toolbox::bench
