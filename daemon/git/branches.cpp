#include "git/branches.h"

#include <algorithm>

#include "base/api_error.h"
#include "git/failure.h"
#include "git/repository.h"

namespace toolbox {
namespace {

// The local branch; null when there is none of that name.
Reference local_branch(git_repository* repository, const std::string& name) {
  Reference branch;
  const int result = git_branch_lookup(out(branch), repository, name.c_str(), GIT_BRANCH_LOCAL);
  if (result == GIT_EINVALIDSPEC || !found(result)) return nullptr;
  return branch;
}

// References are files: a part of the name may have 255 bytes, with ".lock" behind it; the whole path 4,096.
bool is_too_long(std::string_view name) {
  if (name.size() > 1000) return true;
  while (!name.empty()) {
    const std::string_view part = name.substr(0, name.find('/'));
    if (part.size() > 250) return true;
    name.remove_prefix(std::min(part.size() + 1, name.size()));
  }
  return false;
}

void check_new_name(const std::string& name) {
  int valid = 0;
  if (!is_too_long(name) && name != "@") check(git_branch_name_is_valid(&valid, name.c_str()));
  if (valid != 0) return;
  throw ApiError(400, "BAD_REQUEST",
                 "bad request: " + name.substr(0, 1000) +
                     " is no name for a branch: it must not be @ alone, begin with - or a dot, nor hold "
                     "blanks, .., ~, ^, :, ?, *, [, \\ or control characters, nor end with / or .lock, nor "
                     "be longer than a file name");
}

// References are files: a/b needs a directory where a is a file.
void check_room(git_repository* repository, const std::string& name) {
  const auto refuse = [&](const std::string& other) {
    throw ApiError(409, "CONFLICT",
                   "conflict: a branch can't be called " + name + " beside the branch " + other);
  };
  for (std::size_t slash = name.find('/'); slash != std::string::npos; slash = name.find('/', slash + 1)) {
    if (local_branch(repository, name.substr(0, slash))) refuse(name.substr(0, slash));
  }
  GitHandle<git_reference_iterator, git_reference_iterator_free> below;
  check(git_reference_iterator_glob_new(out(below), repository, ("refs/heads/" + name + "/*").c_str()));
  const char* first = nullptr;
  const int result = git_reference_next_name(&first, below.get());
  if (result != GIT_ITEROVER && check(result) == 0)
    refuse(std::string(first).substr(std::string_view("refs/heads/").size()));
}

}  // namespace

GitBranches git_branches(git_repository* repository) {
  GitBranches answer;
  answer.current = current_branch(repository);
  BranchIterator all;
  check(git_branch_iterator_new(out(all), repository, GIT_BRANCH_LOCAL));
  while (true) {
    Reference branch;
    git_branch_t kind{};
    const int result = git_branch_next(out(branch), &kind, all.get());
    if (result == GIT_ITEROVER) break;
    check(result);
    const char* name = nullptr;
    check(git_branch_name(&name, branch.get()));
    answer.branches.emplace_back(name);
  }
  std::ranges::sort(answer.branches);
  return answer;
}

Reference make_branch(git_repository* repository, const std::string& name, git_commit* at) {
  check_room(repository, name);
  Reference made;
  check(git_branch_create(out(made), repository, name.c_str(), at, 0));
  return made;
}

void git_create_branch(git_repository* repository, const GitBranchParams& params) {
  require_worktree(repository, "check out a branch");
  check_new_name(params.name);
  if (local_branch(repository, params.name)) {
    throw ApiError(409, "GIT_BRANCH_EXISTS", "conflict: the branch " + params.name + " exists already");
  }
  if (const Commit head = head_commit(repository)) {
    make_branch(repository, params.name, head.get());
  }
  // It is at the commit that is checked out, so the worktree stays as it is.
  check(git_repository_set_head(repository, ("refs/heads/" + params.name).c_str()));
}

void git_delete_branch(git_repository* repository, const GitBranchParams& params) {
  if (params.name.empty()) throw ApiError::bad_request("bad request: name must not be empty");
  const Reference branch = local_branch(repository, params.name);
  if (!branch) throw ApiError(404, "GIT_BRANCH_NOT_FOUND", "not found: there is no branch " + params.name);
  if (check(git_branch_is_checked_out(branch.get())) != 0 || current_branch(repository) == params.name) {
    throw ApiError(
        409, "CONFLICT",
        "conflict: the branch " + params.name + " is checked out; check out another one before deleting it");
  }
  check(git_branch_delete(branch.get()));
}

}  // namespace toolbox
