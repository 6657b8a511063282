#include "git/history.h"

#include <cstring>
#include <queue>
#include <unordered_set>
#include <utility>

#include "base/api_error.h"
#include "git/commit_text.h"
#include "git/failure.h"
#include "git/operation.h"
#include "git/repository.h"

namespace toolbox {
namespace {

// The commits that a starting point reaches in the order of a plain `git log`: the latest committer time
// first, and of the same time the one that was found first. libgit2's own walk would read every commit twice.
class LogWalk {
 public:
  LogWalk(git_repository* repository, Commit start) : repository_(repository) { push(std::move(start)); }

  // Null at the end.
  Commit next() {
    if (queue_.empty()) return nullptr;
    Commit commit = std::move(const_cast<Candidate&>(queue_.top()).commit);  // nothing compares it any more
    queue_.pop();
    const unsigned int parents = git_commit_parentcount(commit.get());
    for (unsigned int i = 0; i < parents; ++i) {
      const git_oid* id = git_commit_parent_id(commit.get(), i);
      if (!seen_.insert(*id).second) continue;
      Commit parent;
      check(git_commit_lookup(out(parent), repository_, id));
      queue_.push({git_commit_time(parent.get()), count_++, std::move(parent)});
    }
    return commit;
  }

 private:
  struct Candidate {
    git_time_t time;
    std::uint64_t found;
    Commit commit;
    bool operator<(const Candidate& other) const {
      return time != other.time ? time < other.time : found > other.found;
    }
  };
  struct OidHash {
    std::size_t operator()(const git_oid& id) const {
      std::size_t begin = 0;
      std::memcpy(&begin, id.id, sizeof begin);
      return begin;
    }
  };
  struct OidEqual {
    bool operator()(const git_oid& a, const git_oid& b) const {
      return std::memcmp(a.id, b.id, sizeof a.id) == 0;
    }
  };

  void push(Commit start) {
    seen_.insert(*git_commit_id(start.get()));
    queue_.push({git_commit_time(start.get()), count_++, std::move(start)});
  }

  git_repository* repository_;
  std::priority_queue<Candidate> queue_;
  std::unordered_set<git_oid, OidHash, OidEqual> seen_;
  std::uint64_t count_ = 0;
};

GitCommitInfo describe(const git_commit* commit) {
  const char* encoding = git_commit_message_encoding(commit);
  const git_signature* author = git_commit_author(commit);
  GitCommitInfo info;
  info.hash.resize(GIT_OID_SHA1_HEXSIZE);
  git_oid_fmt(info.hash.data(), git_commit_id(commit));
  info.author = commit_text(author->name, encoding);
  info.email = commit_text(author->email, encoding);
  info.message = commit_text(git_commit_message(commit), encoding);
  info.timestamp = commit_time(author->when.time, author->when.offset);
  return info;
}

std::uint64_t not_negative(const std::optional<std::int64_t>& value, std::uint64_t absent, const char* name) {
  if (!value) return absent;
  if (*value < 0) throw ApiError::bad_request(std::string("bad request: ") + name + " must not be negative");
  return static_cast<std::uint64_t>(*value);
}

}  // namespace

std::vector<GitCommitInfo> git_history(git_repository* repository, const GitHistoryQuery& query) {
  const std::uint64_t limit = not_negative(query.limit, UINT64_MAX, "limit");
  std::uint64_t skip = not_negative(query.skip, 0, "skip");
  std::vector<GitCommitInfo> history;
  Commit head = head_commit(repository);
  if (!head) return history;
  LogWalk walk(repository, std::move(head));
  while (history.size() < limit) {
    Operation::current().check_stopped();
    const Commit commit = walk.next();
    if (!commit) break;
    if (skip > 0) {
      --skip;
    } else {
      history.push_back(describe(commit.get()));
    }
  }
  return history;
}

}  // namespace toolbox
