#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "base/environment.h"
#include "base/pool.h"
#include "base/task.h"
#include "git/messages.h"
#include "git/operation.h"
#include "git/queues.h"
#include "http/message.h"

struct git_repository;

namespace toolbox {

// The git API: each call is one operation on a pool thread, at its turn among those on its repository. Loop
// thread only.
class Git {
 public:
  // home: the daemon's user's. work_dir: what relative paths are relative to.
  Git(const Environment& environment, std::string home, std::string work_dir, Executor executor);

  Task<Response> clone(GitCloneParams params);
  Task<Response> pull(GitPullParams params);
  Task<Response> push(GitPushParams params);

  Task<GitStatus> status(GitPathQuery query);
  Task<std::vector<GitCommitInfo>> history(GitHistoryQuery query);
  Task<Response> add(GitAddParams params);
  Task<GitCommitReply> commit(GitCommitParams params);
  Task<Response> reset(GitResetParams params);
  Task<Response> restore(GitRestoreParams params);

  Task<GitBranches> branches(GitPathQuery query);
  Task<Response> create_branch(GitBranchParams params);
  Task<Response> delete_branch(GitBranchParams params);
  Task<Response> checkout(GitCheckoutParams params);

  Task<Response> init(GitInitParams params);
  Task<GitRemotes> remotes(GitPathQuery query);
  Task<Response> add_remote(GitRemoteParams params);

  Task<Response> config(GitConfigQuery query);
  Task<Response> set_config(GitConfigParams params);
  Task<Response> set_user(GitUserParams params);
  Task<Response> store_credentials(GitCredentialsParams params);

 private:
  enum class Work { local, remote };  // remote: may wait for a network

  Pool& pool(Work kind);
  GitSettings settings() const;

  // The key of the repository that is to be made at `path`, absolute, whatever links lead there. directory:
  // of its git directory, "/.git" or nothing.
  Task<std::string> key_of_new(const std::string& path, const char* directory);

  // One operation, which has its turn in the queue of `key`. Its results are the caller's to keep.
  Task<void> run(Work kind, std::string key, std::function<void()> work);

  // As above, on the repository at `path`; `work` gets it opened.
  using RepositoryWork = std::function<void(git_repository*)>;
  Task<void> on_repository(Work kind, std::string path, RepositoryWork work);

  // On a configuration: the repository's when `path` is given, else the user's or the system's, with null.
  Task<void> on_config(std::optional<std::string> scope, std::optional<std::string> path,
                       RepositoryWork work);

  const Environment& environment_;
  const std::string home_;
  const std::string work_dir_;
  RepositoryQueues queues_;
  // Made when they are first needed: most sandboxes never are.
  std::unique_ptr<Pool> local_;
  std::unique_ptr<Pool> remote_;
};

}  // namespace toolbox
