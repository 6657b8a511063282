#include "git/checkout.h"

#include <utility>

#include "base/api_error.h"
#include "git/branches.h"
#include "git/failure.h"
#include "git/fetch.h"
#include "git/repository.h"
#include "git/worktree.h"

namespace toolbox {
namespace {

constexpr std::size_t longest_name = 1000;  // bytes; of a reference, which is a file

// Null when there is none of that name.
Reference reference(git_repository* repository, const std::string& name) {
  Reference reference;
  const int result = git_reference_lookup(out(reference), repository, name.c_str());
  if (result == GIT_ERROR && git_error_last()->klass == GIT_ERROR_OS)
    return nullptr;  // no file can be called so
  if (result == GIT_EINVALIDSPEC || !found(result)) return nullptr;
  return reference;
}

Commit commit_of(git_reference* reference) {
  Object commit;
  check(git_reference_peel(out(commit), reference, GIT_OBJECT_COMMIT));
  return Commit(reinterpret_cast<git_commit*>(commit.release()));
}

std::vector<std::string> remote_names(git_repository* repository) {
  git_strarray list{};
  check(git_remote_list(&list, repository));
  std::vector<std::string> names(list.strings, list.strings + list.count);
  git_strarray_dispose(&list);
  return names;
}

// What the remote's branch is called here, by the remote's own mapping; "" when that leaves it out.
std::string tracking_name(git_repository* repository, const std::string& remote_name,
                          const std::string& branch) {
  Remote remote;
  check(git_remote_lookup(out(remote), repository, remote_name.c_str()));
  const std::string source = "refs/heads/" + branch;
  for (std::size_t i = 0; i < git_remote_refspec_count(remote.get()); ++i) {
    const git_refspec* spec = git_remote_get_refspec(remote.get(), i);
    if (git_refspec_direction(spec) != GIT_DIRECTION_FETCH ||
        git_refspec_src_matches(spec, source.c_str()) == 0)
      continue;
    GitBuffer name;
    check(git_refspec_transform(name.get(), spec, source.c_str()));
    return name.text();
  }
  return {};
}

std::string default_remote(git_repository* repository) {
  return config_text(config_snapshot(repository).get(), "checkout.defaultRemote").value_or("");
}

// The remote-tracking branch that `git checkout NAME` would make a local one of; null when no remote has it.
// Throws ApiError 404 when several have it and checkout.defaultRemote names none of them.
Reference tracked_branch(git_repository* repository, const std::string& name) {
  Reference only;
  std::string first;
  const std::string preferred = default_remote(repository);
  for (const auto& remote : remote_names(repository)) {
    const std::string here = tracking_name(repository, remote, name);
    Reference branch = here.empty() ? nullptr : reference(repository, here);
    if (!branch) continue;
    if (remote == preferred) return branch;
    if (only) {
      throw ApiError(404, "GIT_BRANCH_NOT_FOUND",
                     "not found: there is no branch " + name +
                         " here, and several remotes have one: name it as in " + first + "/" + name +
                         ", or set checkout.defaultRemote");
    }
    only = std::move(branch);
    first = remote;
  }
  return only;
}

// A branch can be at work in one worktree only.
void require_free(git_reference* branch) {
  if (git_branch_is_head(branch) == 1 || check(git_branch_is_checked_out(branch)) == 0) return;
  const std::string name = git_reference_shorthand(branch);
  throw ApiError(409, "CONFLICT",
                 "conflict: the branch " + name + " is checked out in another worktree of the repository");
}

void check_out_branch(git_repository* repository, const std::string& name, git_commit* commit) {
  switch_worktree(repository, commit, "checking out " + name);
  check(git_repository_set_head(repository, ("refs/heads/" + name).c_str()));
}

// The branch comes first: its name may be one that can't be had.
void check_out_tracking(git_repository* repository, const std::string& name, git_reference* remote_branch) {
  const Commit commit = commit_of(remote_branch);
  Reference branch = make_branch(repository, name, commit.get());
  try {
    check(git_branch_set_upstream(branch.get(), git_reference_shorthand(remote_branch)));
    switch_worktree(repository, commit.get(), "checking out " + name);
  } catch (...) {
    git_branch_delete(branch.get());
    throw;
  }
  check(git_repository_set_head(repository, git_reference_name(branch.get())));
}

// Whatever else a commit is named by. False when it is nothing that the repository has.
bool check_out_detached(git_repository* repository, const std::string& name) {
  Object object;
  const int result = git_revparse_single(out(object), repository, name.c_str());
  if (result == GIT_EINVALIDSPEC || result == GIT_EAMBIGUOUS || result == GIT_EUNBORNBRANCH || !found(result))
    return false;
  Object peeled;
  if (git_object_peel(out(peeled), object.get(), GIT_OBJECT_COMMIT) < 0) {
    throw ApiError(400, "BAD_REQUEST", "bad request: " + name + " names no branch and no commit");
  }
  const Commit commit(reinterpret_cast<git_commit*>(peeled.release()));
  AnnotatedCommit annotated;
  check(git_annotated_commit_from_revspec(out(annotated), repository, name.c_str()));
  switch_worktree(repository, commit.get(), "checking out " + name);
  check(git_repository_set_head_detached_from_annotated(repository, annotated.get()));
  return true;
}

}  // namespace

void git_checkout(git_repository* repository, const GitCheckoutParams& params) {
  const std::string& name = params.branch;
  if (name.size() > longest_name) {
    throw ApiError(404, "GIT_BRANCH_NOT_FOUND",
                   "not found: no branch, tag or commit has a name as long as that");
  }
  if (name.empty()) throw ApiError(400, "BAD_REQUEST", "bad request: branch must not be empty");
  require_worktree(repository, "check out a branch");
  require_no_conflicts(repository, "checking out " + name);
  if (const Reference branch = reference(repository, "refs/heads/" + name)) {
    require_free(branch.get());
    return check_out_branch(repository, name, commit_of(branch.get()).get());
  }
  if (name == "HEAD" && head_commit(repository)) return;  // it is there
  if (check_out_detached(repository, name)) return;
  if (const Reference remote_branch = tracked_branch(repository, name)) {
    return check_out_tracking(repository, name, remote_branch.get());
  }
  throw ApiError(
      404, "GIT_BRANCH_NOT_FOUND",
      "not found: no branch, tag or commit is named " + name + "; /git/branches lists the branches");
}

}  // namespace toolbox
