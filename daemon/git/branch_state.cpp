#include "git/branch_state.h"

#include <string_view>

#include "base/utf8.h"
#include "git/failure.h"
#include "git/repository.h"

namespace toolbox {
namespace {

// The reference that the branch's configuration names as its upstream; nothing when there is none.
std::string upstream_reference(git_repository* repository, const std::string& branch) {
  GitBuffer name;
  const int result = git_branch_upstream_name(name.get(), repository, ("refs/heads/" + branch).c_str());
  // A remote that does not exist, or that does not fetch the branch, is as good as none.
  return result == 0 ? name.text() : std::string();
}

std::string short_name(std::string_view reference) {
  for (const std::string_view prefix : {"refs/remotes/", "refs/heads/", "refs/tags/"}) {
    if (reference.starts_with(prefix)) return utf8::to_valid(reference.substr(prefix.size()));
  }
  return utf8::to_valid(reference);
}

}  // namespace

void describe_branch(git_repository* repository, const git_commit* head, GitStatus& status) {
  const std::string branch = current_branch(repository);
  if (branch.empty()) {
    status.current_branch = "HEAD";
    status.detached = true;
    return;
  }
  status.current_branch = utf8::to_valid(branch);
  const std::string upstream = upstream_reference(repository, branch);
  if (upstream.empty()) return;
  status.upstream = short_name(upstream);
  git_oid id;
  if (git_reference_name_to_id(&id, repository, upstream.c_str()) < 0) return;  // not fetched, or gone again
  status.branch_published = true;
  if (head == nullptr) return;
  std::size_t ahead = 0;
  std::size_t behind = 0;
  check(git_graph_ahead_behind(&ahead, &behind, repository, git_commit_id(head), &id));
  status.ahead = static_cast<std::int64_t>(ahead);
  status.behind = static_cast<std::int64_t>(behind);
}

}  // namespace toolbox
