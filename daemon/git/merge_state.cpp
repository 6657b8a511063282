#include "git/merge_state.h"

#include <unistd.h>

#include <string>

#include "git/failure.h"
#include "git/operation.h"

namespace toolbox {

std::vector<Commit> merge_heads(git_repository* repository) {
  struct Context {
    git_repository* repository;
    std::vector<Commit> commits;
  } context{repository, {}};
  const auto each = [](const git_oid* id, void* payload) {
    return Operation::current().guarded([&] {
      auto& to = *static_cast<Context*>(payload);
      Commit commit;
      check(git_commit_lookup(out(commit), to.repository, id));
      to.commits.push_back(std::move(commit));
      return 0;
    });
  };
  found(git_repository_mergehead_foreach(repository, each, &context));
  return std::move(context.commits);
}

void end_merge(git_repository* repository) {
  const std::string directory = git_repository_path(repository);
  for (const char* name : {"MERGE_HEAD", "MERGE_RR", "MERGE_MSG", "MERGE_MODE", "AUTO_MERGE", "SQUASH_MSG",
                           "CHERRY_PICK_HEAD", "REVERT_HEAD"}) {
    ::unlink((directory + name).c_str());
  }
}

}  // namespace toolbox
