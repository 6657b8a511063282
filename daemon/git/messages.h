#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/codec.h"

namespace toolbox {

struct GitCloneParams {
  std::string url;
  std::string path;
  std::optional<std::string> branch;
  std::optional<std::string> commit_id;
  std::optional<std::string> username;
  std::optional<std::string> password;
  std::optional<bool> insecure_skip_tls;
  std::optional<std::int64_t> depth;  // commits; absent or 0: all
};
template <class V>
void fields(V& v, GitCloneParams& m) {
  v("url", m.url);
  v("path", m.path);
  v("branch", m.branch);
  v("commit_id", m.commit_id);
  v("username", m.username);
  v("password", m.password);
  v("insecure_skip_tls", m.insecure_skip_tls);
  v("depth", m.depth);
}

struct GitPathQuery : FromQuery {
  std::string path;
};
template <class V>
void fields(V& v, GitPathQuery& m) {
  v("path", m.path);
}

struct GitHistoryQuery : FromQuery {
  std::string path;
  std::optional<std::int64_t> limit;
  std::optional<std::int64_t> skip;
};
template <class V>
void fields(V& v, GitHistoryQuery& m) {
  v("path", m.path);
  v("limit", m.limit);
  v("skip", m.skip);
}

struct GitCommitInfo {
  std::string hash;
  std::string author;
  std::string email;
  std::string message;
  std::string timestamp;  // RFC 3339, with the author's zone
};
template <class V>
void fields(V& v, GitCommitInfo& m) {
  v("hash", m.hash);
  v("author", m.author);
  v("email", m.email);
  v("message", m.message);
  v("timestamp", m.timestamp);
}

struct GitFileStatus {
  std::string name;
  std::string extra;  // of a rename: the old name
  const char* staging = "Unmodified";
  const char* worktree = "Unmodified";
};
template <class V>
void fields(V& v, GitFileStatus& m) {
  v("name", m.name);
  v("extra", m.extra);
  v("staging", m.staging);
  v("worktree", m.worktree);
}

struct GitStatus {
  std::string current_branch;  // the unborn one's name too; of a detached head "HEAD"
  std::vector<GitFileStatus> file_status;
  bool branch_published = false;  // it has an upstream, and that exists here
  std::int64_t ahead = 0;         // commits, against the upstream
  std::int64_t behind = 0;
  bool detached = false;
  std::string upstream;  // "origin/main"; empty when unset
};
template <class V>
void fields(V& v, GitStatus& m) {
  v("currentBranch", m.current_branch);
  v("fileStatus", m.file_status);
  v("branchPublished", m.branch_published);
  v("ahead", m.ahead);
  v("behind", m.behind);
  v.newer("detached", m.detached);
  v.newer("upstream", m.upstream);
}

struct GitAddParams {
  std::string path;
  std::vector<std::string> files;
};
template <class V>
void fields(V& v, GitAddParams& m) {
  v("path", m.path);
  v("files", m.files);
}

struct GitCommitParams {
  std::string path;
  std::string message;
  std::string author;
  std::string email;
  std::optional<bool> allow_empty;
};
template <class V>
void fields(V& v, GitCommitParams& m) {
  v("path", m.path);
  v("message", m.message);
  v("author", m.author);
  v("email", m.email);
  v("allow_empty", m.allow_empty);
}

struct GitCommitReply {
  std::string hash;
};
template <class V>
void fields(V& v, GitCommitReply& m) {
  v("hash", m.hash);
}

// Of creating and deleting one.
struct GitBranchParams {
  std::string path;
  std::string name;
};
template <class V>
void fields(V& v, GitBranchParams& m) {
  v("path", m.path);
  v("name", m.name);
}

struct GitBranches {
  std::vector<std::string> branches;
  std::string current;  // empty when the head is detached
};
template <class V>
void fields(V& v, GitBranches& m) {
  v("branches", m.branches);
  v.newer("current", m.current);
}

struct GitCheckoutParams {
  std::string path;
  std::string branch;  // or a commit
};
template <class V>
void fields(V& v, GitCheckoutParams& m) {
  v("path", m.path);
  v("branch", m.branch);
}

struct GitPullParams {
  std::string path;
  std::optional<std::string> username;
  std::optional<std::string> password;
  std::optional<std::string> branch;
  std::optional<std::string> remote;
};
template <class V>
void fields(V& v, GitPullParams& m) {
  v("path", m.path);
  v("username", m.username);
  v("password", m.password);
  v("branch", m.branch);
  v("remote", m.remote);
}

struct GitPushParams {
  std::string path;
  std::optional<std::string> username;
  std::optional<std::string> password;
  std::optional<std::string> branch;
  std::optional<std::string> remote;
  std::optional<bool> set_upstream;
};
template <class V>
void fields(V& v, GitPushParams& m) {
  v("path", m.path);
  v("username", m.username);
  v("password", m.password);
  v("branch", m.branch);
  v("remote", m.remote);
  v("set_upstream", m.set_upstream);
}

struct GitInitParams {
  std::string path;
  std::optional<bool> bare;
  std::optional<std::string> initial_branch;
};
template <class V>
void fields(V& v, GitInitParams& m) {
  v("path", m.path);
  v("bare", m.bare);
  v("initial_branch", m.initial_branch);
}

struct GitRemote {
  std::string name;
  std::string url;
};
template <class V>
void fields(V& v, GitRemote& m) {
  v("name", m.name);
  v("url", m.url);
}

struct GitRemotes {
  std::vector<GitRemote> remotes;
};
template <class V>
void fields(V& v, GitRemotes& m) {
  v("remotes", m.remotes);
}

struct GitRemoteParams {
  std::string path;
  std::string name;
  std::string url;
  std::optional<bool> fetch;
  std::optional<bool> overwrite;
};
template <class V>
void fields(V& v, GitRemoteParams& m) {
  v("path", m.path);
  v("name", m.name);
  v("url", m.url);
  v("fetch", m.fetch);
  v("overwrite", m.overwrite);
}

struct GitResetParams {
  std::string path;
  std::optional<std::string> mode;
  std::optional<std::string> target;
  std::optional<std::vector<std::string>> files;
};
template <class V>
void fields(V& v, GitResetParams& m) {
  v("path", m.path);
  v("mode", m.mode);
  v("target", m.target);
  v("files", m.files);
}

struct GitRestoreParams {
  std::string path;
  std::vector<std::string> files;
  std::optional<bool> staged;
  std::optional<bool> worktree;
  std::optional<std::string> source;
};
template <class V>
void fields(V& v, GitRestoreParams& m) {
  v("path", m.path);
  v("files", m.files);
  v("staged", m.staged);
  v("worktree", m.worktree);
  v("source", m.source);
}

struct GitConfigQuery : FromQuery {
  std::string key;
  std::optional<std::string> path;
  std::optional<std::string> scope;
};
template <class V>
void fields(V& v, GitConfigQuery& m) {
  v("key", m.key);
  v("path", m.path);
  v("scope", m.scope);
}

struct GitConfigParams {
  std::string key;
  std::string value;
  std::optional<std::string> scope;
  std::optional<std::string> path;
};
template <class V>
void fields(V& v, GitConfigParams& m) {
  v("key", m.key);
  v("value", m.value);
  v("scope", m.scope);
  v("path", m.path);
}

struct GitUserParams {
  std::string name;
  std::string email;
  std::optional<std::string> scope;
  std::optional<std::string> path;
};
template <class V>
void fields(V& v, GitUserParams& m) {
  v("name", m.name);
  v("email", m.email);
  v("scope", m.scope);
  v("path", m.path);
}

struct GitCredentialsParams {
  std::string username;
  std::string password;
  std::optional<std::string> host;
  std::optional<std::string> protocol;
};
template <class V>
void fields(V& v, GitCredentialsParams& m) {
  v("username", m.username);
  v("password", m.password);
  v("host", m.host);
  v("protocol", m.protocol);
}

}  // namespace toolbox
