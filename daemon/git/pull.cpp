#include "git/pull.h"

#include "base/api_error.h"
#include "git/failure.h"
#include "git/fetch.h"
#include "git/repository.h"
#include "git/worktree.h"

namespace toolbox {
namespace {

struct Source {
  std::string remote;
  std::string branch;  // its full name at the remote
};

Source source_of(git_config* config, const std::string& branch, const GitPullParams& params) {
  const std::string key = "branch." + branch + ".";
  const auto upstream_remote = config_text(config, key + "remote");
  const auto upstream = config_text(config, key + "merge");
  Source source;
  source.remote = params.remote ? *params.remote : upstream_remote.value_or("origin");
  if (params.branch) {
    source.branch = "refs/heads/" + *params.branch;
  } else if (upstream && upstream_remote.value_or("origin") == source.remote) {
    source.branch = *upstream;
  } else {
    source.branch = "refs/heads/" + branch;
  }
  return source;
}

// Where our copy of the remote's branch is kept; the branch alone when it is not.
std::string refspec_of(git_remote* remote, const std::string& branch) {
  const std::size_t count = git_remote_refspec_count(remote);
  for (std::size_t i = 0; i < count; ++i) {
    const git_refspec* spec = git_remote_get_refspec(remote, i);
    if (git_refspec_direction(spec) != GIT_DIRECTION_FETCH ||
        git_refspec_src_matches(spec, branch.c_str()) == 0)
      continue;
    GitBuffer ours;
    check(git_refspec_transform(ours.get(), spec, branch.c_str()));
    return "+" + branch + ":" + ours.text();
  }
  return branch;
}

// The current branch's reference, moved from `head` (null: it has no commit yet) to `target`.
void move_branch(git_repository* repository, const std::string& branch, git_commit* head,
                 git_commit* target) {
  const std::string name = "refs/heads/" + branch;
  Reference moved;
  if (head == nullptr) {
    check(
        git_reference_create(out(moved), repository, name.c_str(), git_commit_id(target), 0, "initial pull"));
    return;
  }
  check(git_reference_create(out(moved), repository, "ORIG_HEAD", git_commit_id(head), 1, nullptr));
  check(git_reference_create_matching(out(moved), repository, name.c_str(), git_commit_id(target), 1,
                                      git_commit_id(head), "pull: Fast-forward"));
}

void fast_forward(git_repository* repository, const std::string& branch, const git_oid& to,
                  const std::string& from) {
  Commit target;
  check(git_commit_lookup(out(target), repository, &to));
  const Commit head = head_commit(repository);
  if (head) {
    if (git_oid_equal(git_commit_id(head.get()), &to) != 0) return;
    if (check(git_graph_descendant_of(repository, git_commit_id(head.get()), &to)) != 0) return;
    if (check(git_graph_descendant_of(repository, &to, git_commit_id(head.get()))) == 0) {
      throw ApiError(
          409, "CONFLICT",
          "conflict: " + branch + " has commits that " + from +
              " does not have, so it can't be fast-forwarded; merge or rebase it in a shell, or reset it");
    }
  }
  switch_worktree(repository, target.get(), "pull");
  move_branch(repository, branch, head.get(), target.get());
}

// From another branch of this repository, as `git checkout --track` sets it up.
void pull_local(git_repository* repository, const std::string& branch, const std::string& from) {
  git_oid id;
  if (!found(git_reference_name_to_id(&id, repository, from.c_str()))) {
    throw ApiError(404, "GIT_BRANCH_NOT_FOUND", "not found: the upstream " + from + " is gone");
  }
  fast_forward(repository, branch, id, from);
}

}  // namespace

void git_pull(git_repository* repository, const GitPullParams& params) {
  require_worktree(repository, "pull");
  const std::string branch = current_branch(repository);
  if (branch.empty()) {
    throw ApiError(404, "GIT_BRANCH_NOT_FOUND",
                   "not found: HEAD is detached; check out the branch to pull into");
  }
  require_no_conflicts(repository, "pulling");
  const GitConfig config = config_snapshot(repository);
  const Source source = source_of(config.get(), branch, params);
  if (source.remote == ".") return pull_local(repository, branch, source.branch);
  const Remote remote = find_remote(repository, source.remote);
  const RemoteTarget target = remote_target(remote.get(), params.username, params.password, false);
  RemoteAccess access(target.url, target.login, config.get());
  Fetch fetch(remote.get(), access);
  const auto at = fetch.find(source.branch);
  if (!at) {
    const std::string name = source.branch.substr(source.branch.rfind("refs/heads/", 0) == 0 ? 11 : 0);
    throw ApiError(404, "GIT_BRANCH_NOT_FOUND",
                   "not found: the remote " + source.remote + " has no branch " + name);
  }
  fetch.run({refspec_of(remote.get(), source.branch)}, 0, "pull");
  // Opened again, as it would not notice that a shallow history ends elsewhere now.
  const Repository fetched = open_repository(git_repository_workdir(repository));
  fast_forward(fetched.get(), branch, *at, source.remote);
}

}  // namespace toolbox
