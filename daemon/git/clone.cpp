#include "git/clone.h"

#include "base/api_error.h"
#include "git/clone_target.h"
#include "git/failure.h"
#include "git/fetch.h"
#include "git/lfs.h"
#include "git/local_clone.h"
#include "git/object_reads.h"
#include "git/transport.h"
#include "git/url.h"

namespace toolbox {
namespace {

constexpr std::string_view heads = "refs/heads/";

// What of the remote is cloned.
struct Wanted {
  std::string reference;  // refs/heads/main, refs/tags/v1; empty for a detached HEAD or an empty repository
  std::optional<git_oid> at;  // nothing when the remote is empty
};

Repository make_repository(const std::string& path) {
  git_repository_init_options options;
  git_repository_init_options_init(&options, GIT_REPOSITORY_INIT_OPTIONS_VERSION);
  options.flags = GIT_REPOSITORY_INIT_MKDIR;  // no template: what it holds could be hooks
  Repository made;
  check(git_repository_init_ext(out(made), path.c_str(), &options));
  return made;
}

bool is_reference_name(const std::string& name) {
  int valid = 0;
  return git_reference_name_is_valid(&valid, name.c_str()) == 0 && valid != 0;
}

Wanted choose(const Fetch& fetch, const std::optional<std::string>& branch) {
  if (branch && !branch->empty()) {
    for (const std::string_view kind : {"refs/heads/", "refs/tags/"}) {
      const std::string name = std::string(kind) + *branch;
      if (!is_reference_name(name)) continue;  // whatever the remote has
      if (const auto at = fetch.find(name)) return {name, at};
    }
    throw ApiError(404, "GIT_BRANCH_NOT_FOUND", "not found: the remote has no branch or tag " + *branch);
  }
  if (fetch.empty()) return {};
  const std::string name = fetch.default_branch();
  if (!name.empty()) {
    if (!is_reference_name(name)) {
      throw transport_failed(
          "the remote's HEAD is a branch with a name that none can have; name a branch to clone");
    }
    if (const auto at = fetch.find(name)) return {name, at};
  }
  if (const auto at = fetch.find("HEAD")) return {"", at};
  throw ApiError(404, "GIT_BRANCH_NOT_FOUND",
                 "not found: the remote's HEAD is a branch that it does not have; name a branch to clone");
}

// Where the remote's branch is kept here; "" for a detached HEAD, which has no name to be kept under.
std::string refspec_of(const std::string& reference) {
  if (!reference.starts_with(heads)) return reference.empty() ? "" : "+" + reference + ":" + reference;
  return "+" + reference + ":refs/remotes/origin/" + reference.substr(heads.size());
}

void set_config(git_repository* repository, const std::string& key, const std::string& value) {
  GitConfig config;
  check(git_repository_config(out(config), repository));
  check(git_config_set_string(config.get(), key.c_str(), value.c_str()));
}

void check_out(git_repository* repository, const git_oid& id) {
  Object commit;
  const int result = git_object_lookup(out(commit), repository, &id, GIT_OBJECT_COMMIT);
  check(result);
  git_checkout_options options;
  git_checkout_options_init(&options, GIT_CHECKOUT_OPTIONS_VERSION);
  options.checkout_strategy = GIT_CHECKOUT_FORCE;  // nothing of anybody's is there
  stop_with_operation(repository);
  check(git_checkout_tree(repository, commit.get(), &options));
}

git_oid peeled(git_repository* repository, const git_oid& id, const std::string& name) {
  Object object;
  check(git_object_lookup(out(object), repository, &id, GIT_OBJECT_ANY));
  Object commit;
  if (git_object_peel(out(commit), object.get(), GIT_OBJECT_COMMIT) < 0) {
    throw ApiError(400, "BAD_REQUEST", "bad request: " + name + " is no commit");
  }
  return *git_object_id(commit.get());
}

// HEAD at the branch, as `git clone` leaves it; at the commit for a tag or a detached HEAD.
void set_head(git_repository* repository, const Wanted& wanted, const git_oid& commit,
              const std::string& message, const std::string& default_branch) {
  if (!wanted.reference.starts_with(heads)) {
    check(git_repository_set_head_detached(repository, &commit));
    return;
  }
  const std::string name = wanted.reference.substr(heads.size());
  // HEAD first, so that its reflog begins with the clone as well.
  check(git_repository_set_head(repository, wanted.reference.c_str()));
  Reference branch;
  check(git_reference_create(out(branch), repository, wanted.reference.c_str(), &commit, 1, message.c_str()));
  set_config(repository, "branch." + name + ".remote", "origin");
  set_config(repository, "branch." + name + ".merge", wanted.reference);
  if (default_branch != wanted.reference) return;
  Reference head;
  check(git_reference_symbolic_create(out(head), repository, "refs/remotes/origin/HEAD",
                                      ("refs/remotes/origin/" + name).c_str(), 1, message.c_str()));
}

// The commit that `text` names, if it is here.
std::optional<git_oid> find_commit(git_repository* repository, const std::string& text) {
  Object object;
  const int result = git_revparse_single(out(object), repository, (text + "^{commit}").c_str());
  if (result == GIT_EINVALIDSPEC || result == GIT_EAMBIGUOUS || result == GIT_EPEEL || !found(result))
    return std::nullopt;
  return *git_object_id(object.get());
}

class Clone {
 public:
  Clone(git_repository* repository, const GitCloneParams& params, const RemoteUrl& url)
      : repository_(repository),
        params_(params),
        url_(add_origin(repository, url.url)),
        message_("clone: from " + url.url),
        config_(config_snapshot(repository)),
        access_(url_, login(params, url), config_.get()),
        remote_(find_remote(repository, "origin")) {}

  void run() {
    std::string default_branch;
    const Wanted wanted = get(default_branch);
    if (!wanted.at) return leave_empty();
    const git_oid head =
        peeled(repository_, *wanted.at, wanted.reference.empty() ? "HEAD" : wanted.reference);
    if (!wanted.reference.empty())
      set_config(repository_, "remote.origin.fetch", refspec_of(wanted.reference));
    set_head(repository_, wanted, head, message_, default_branch);
    if (params_.commit_id.value_or("").empty()) return check_out(repository_, head);
    const git_oid commit = get_commit(*params_.commit_id);
    check_out(repository_, commit);
    check(git_repository_set_head_detached(repository_, &commit));
  }

 private:
  // Returns where it really is: url.<base>.insteadOf may say so.
  static std::string add_origin(git_repository* repository, const std::string& url) {
    Remote origin;
    check(git_remote_create(out(origin), repository, "origin", url.c_str()));
    return git_remote_url(origin.get());
  }

  static RemoteLogin login(const GitCloneParams& params, const RemoteUrl& url) {
    return {params.username ? params.username : url.username,
            params.password ? params.password : url.password, params.insecure_skip_tls.value_or(false)};
  }

  int depth() const { return static_cast<int>(params_.depth.value_or(0)); }

  // Gets the objects of one branch, and the reference to it.
  Wanted get(std::string& default_branch) {
    Fetch fetch(remote_.get(), access_);
    const Wanted wanted = choose(fetch, params_.branch);
    default_branch = fetch.default_branch();
    if (!wanted.at) return wanted;
    const std::string refspec = wanted.reference.empty() ? "HEAD" : refspec_of(wanted.reference);
    if (is_local(url_)) {
      fetch_local(repository_, url_, wanted.reference, *wanted.at, depth(), message_);
    } else {
      fetch.run({refspec}, depth(), message_);
    }
    return wanted;
  }

  // The commit that is asked for; from the remote when the branch does not hold it.
  git_oid get_commit(const std::string& text) {
    if (const auto id = find_commit(repository_, text)) return *id;
    if (depth() == 0 && params_.branch.value_or("").empty()) {
      Fetch all(remote_.get(), access_);
      all.run({"+refs/heads/*:refs/remotes/origin/*"}, 0, message_);
      if (const auto id = find_commit(repository_, text)) return *id;
    }
    throw ApiError(404, "NOT_FOUND",
                   "not found: the cloned " + std::string(depth() > 0 ? "part of the " : "") +
                       "history has no commit " + text);
  }

  // HEAD stays unborn, at the name that init.defaultBranch says unless the remote can tell its own.
  void leave_empty() {
    if (const auto name = is_local(url_) ? local_unborn_branch(url_) : std::nullopt) {
      check(git_repository_set_head(repository_, name->c_str()));
    }
    Reference head;
    check(git_reference_lookup(out(head), repository_, "HEAD"));
    const std::string reference = git_reference_symbolic_target(head.get());
    const std::string name = reference.substr(heads.size());
    set_config(repository_, "branch." + name + ".remote", "origin");
    set_config(repository_, "branch." + name + ".merge", reference);
  }

  git_repository* const repository_;
  const GitCloneParams& params_;
  const std::string url_;
  const std::string message_;
  const GitConfig config_;
  RemoteAccess access_;
  Remote remote_;
};

}  // namespace

std::string git_clone_into(const std::string& path, const GitCloneParams& params) {
  if (params.depth.value_or(0) < 0 || params.depth.value_or(0) > INT32_MAX) {
    throw ApiError(400, "BAD_REQUEST", "bad request: depth must be a number of commits, or 0 for all");
  }
  const RemoteUrl url = parse_remote_url(params.url);
  CloneTarget target(path);
  const Repository repository = make_repository(path);
  Clone(repository.get(), params, url).run();
  const std::string warning = lfs_warning(repository.get());
  Operation::current().check_stopped();
  target.keep();
  return warning;
}

}  // namespace toolbox
