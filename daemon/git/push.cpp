#include "git/push.h"

#include "base/api_error.h"
#include "git/config_file.h"
#include "git/failure.h"
#include "git/fetch.h"
#include "git/repository.h"

namespace toolbox {
namespace {

std::string branch_to_push(git_repository* repository, const GitPushParams& params) {
  const std::string branch = params.branch ? *params.branch : current_branch(repository);
  if (branch.empty()) {
    throw ApiError(404, "GIT_BRANCH_NOT_FOUND",
                   "not found: HEAD is detached; name the branch to push, or check one out");
  }
  Reference reference;
  const int result = git_branch_lookup(out(reference), repository, branch.c_str(), GIT_BRANCH_LOCAL);
  if (result == GIT_EINVALIDSPEC || !found(result)) {
    const bool unborn = !params.branch || branch == current_branch(repository);
    throw ApiError(404, "GIT_BRANCH_NOT_FOUND",
                   "not found: " + (unborn ? "the branch " + branch + " has no commit yet"
                                           : "there is no branch " + branch));
  }
  return branch;
}

bool is_behind(std::string_view reason) {
  for (const std::string_view text : {"non-fast-forward", "fetch first", "stale info", "needs force"}) {
    if (reason.find(text) != std::string_view::npos) return true;
  }
  return false;
}

ApiError rejected(const std::string& branch) {
  return {409, "GIT_PUSH_REJECTED",
          "conflict: the remote's " + branch + " has commits that are not in this one; pull them first"};
}

// So that status and pull know where the branch is at the remote, also in a clone of a single other branch.
void set_upstream(git_repository* repository, git_remote* remote, const std::string& branch) {
  const std::string name = git_remote_name(remote);
  const std::string full = "refs/heads/" + branch;
  GitConfig config;
  check(git_repository_config(out(config), repository));
  bool followed = false;
  for (std::size_t i = 0; i < git_remote_refspec_count(remote); ++i) {
    const git_refspec* spec = git_remote_get_refspec(remote, i);
    followed = followed || (git_refspec_direction(spec) == GIT_DIRECTION_FETCH &&
                            git_refspec_src_matches(spec, full.c_str()) != 0);
  }
  if (!followed) {
    const std::string ours = "refs/remotes/" + name + "/" + branch;
    check(git_remote_add_fetch(repository, name.c_str(), ("+" + full + ":" + ours).c_str()));
    Reference pushed;
    check(git_reference_lookup(out(pushed), repository, full.c_str()));
    Reference copy;
    check(git_reference_create(out(copy), repository, ours.c_str(), git_reference_target(pushed.get()), 1,
                               "update by push"));
  }
  const Transaction changes = change_config(config.get());
  check(git_config_set_string(config.get(), ("branch." + branch + ".remote").c_str(), name.c_str()));
  check(git_config_set_string(config.get(), ("branch." + branch + ".merge").c_str(), full.c_str()));
  check(git_transaction_commit(changes.get()));
}

}  // namespace

void git_push(git_repository* repository, const GitPushParams& params) {
  const std::string branch = branch_to_push(repository, params);
  const GitConfig config = config_snapshot(repository);
  const Remote remote = find_remote(repository, params.remote.value_or("origin"));
  const RemoteTarget target = remote_target(remote.get(), params.username, params.password, true);
  RemoteAccess access(target.url, target.login, config.get());
  std::optional<std::string> refusal;
  access.on_pushed = [&](const std::string&, const std::optional<std::string>& refused) {
    if (refused && !refusal) refusal = refused;
  };
  git_push_options options;
  git_push_options_init(&options, GIT_PUSH_OPTIONS_VERSION);
  options.callbacks = access.callbacks();
  options.proxy_opts = access.proxy();
  const std::vector<std::string> refspecs = {"refs/heads/" + branch + ":refs/heads/" + branch};
  const StringArray specs(refspecs);
  const int result = git_remote_push(remote.get(), specs.get(), &options);
  if (result == GIT_ENONFASTFORWARD) throw rejected(branch);
  if (result == GIT_EBAREREPO) {
    throw ApiError(422, "GIT_REMOTE_REJECTED",
                   "the remote is a repository with a worktree on this machine: only bare ones can be pushed "
                   "to by path");
  }
  access.check(result);
  if (refusal && is_behind(*refusal)) throw rejected(branch);
  if (refusal) {
    const std::string said = access.remote_said();
    throw ApiError(
        422, "GIT_REMOTE_REJECTED",
        "the remote refused " + branch + ": " + redacted(*refusal) + (said.empty() ? "" : "\n" + said));
  }
  if (params.set_upstream.value_or(false)) set_upstream(repository, remote.get(), branch);
}

}  // namespace toolbox
