#include "git/service.h"

#include <malloc.h>
#include <sys/eventfd.h>

#include <cerrno>
#include <filesystem>
#include <system_error>
#include <utility>

#include "base/directory.h"
#include "base/limits.h"
#include "base/offload.h"
#include "git/add.h"
#include "git/branches.h"
#include "git/checkout.h"
#include "git/clone.h"
#include "git/commit.h"
#include "git/config.h"
#include "git/credential_store.h"
#include "git/failure.h"
#include "git/history.h"
#include "git/init.h"
#include "git/library.h"
#include "git/pull.h"
#include "git/push.h"
#include "git/remotes.h"
#include "git/repository.h"
#include "git/reset.h"
#include "git/restore.h"
#include "git/status.h"

namespace toolbox {
namespace {

// libgit2's strings end at a NUL: "a\0b" would be taken for "a". An optional text that is empty is as none.
struct TextCheck {
  void operator()(std::string_view name, const std::string& text) const {
    if (text.find('\0') == std::string::npos) return;
    throw ApiError::bad_request("bad request: " + std::string(name) + " contains a NUL character");
  }
  void operator()(std::string_view name, const std::vector<std::string>& list) const {
    for (const auto& text : list) (*this)(name, text);
  }
  void operator()(std::string_view name, std::optional<std::string>& text) const {
    if (text) (*this)(name, std::as_const(*text));
    if (text && text->empty()) text.reset();
  }
  template <class T>
  void operator()(std::string_view name, const std::optional<T>& value) const {
    if (value) (*this)(name, *value);
  }
  void operator()(std::string_view, bool) const {}
  void operator()(std::string_view, std::int64_t) const {}
};

template <class Params>
void check_text(Params& params) {
  TextCheck visitor;
  fields(visitor, params);
}

std::string absolute(const std::string& path, const std::string& work_dir) {
  if (path.empty()) throw ApiError::bad_request("bad request: path must not be empty");
  if (path.find("://") != std::string::npos)  // which may carry a password: it is not repeated
    throw ApiError::bad_request("bad request: path must be a directory of this machine, not a URL");
  return absolute_path(path, work_dir);
}

Response empty_answer(int status = 200) {
  Response response;
  response.status = status;
  return response;
}

// warning: may be empty.
Response answer_with(const std::string& warning) {
  Response response = empty_answer();
  if (!warning.empty()) response.headers.add("X-Git-Warning", warning);
  return response;
}

UniqueFd make_wake_fd() {
  UniqueFd fd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (!fd) throw std::system_error(errno, std::generic_category(), "eventfd");
  return fd;
}

// A large repository leaves holes in the heap that the next one may never fill.
struct GiveBack {
  GiveBack() = default;
  ~GiveBack() {
    if (::mallinfo2().fordblks > limits::git_free_heap) ::malloc_trim(0);
  }
  GiveBack(const GiveBack&) = delete;
  GiveBack& operator=(const GiveBack&) = delete;
};

// A URL with a password may come where a name is meant: what fails tells of it without that.
void without_secrets(const std::function<void()>& work) {
  try {
    work();
  } catch (const ApiError& e) {
    ApiError clean(e.status, e.code, redacted(e.what()));
    clean.extra = e.extra;
    throw clean;
  }
}

}  // namespace

Git::Git(const Environment& environment, std::string home, std::string work_dir, Executor executor)
    : environment_(environment), home_(std::move(home)), work_dir_(std::move(work_dir)), queues_(executor) {}

Pool& Git::pool(Work kind) {
  auto& pool = kind == Work::local ? local_ : remote_;
  if (!pool) {
    try {
      pool = kind == Work::local ? std::make_unique<Pool>("git", limits::git_threads)
                                 : std::make_unique<Pool>("git-remote", limits::git_remote_threads,
                                                          limits::git_remotes_at_a_time);
    } catch (const std::system_error& e) {
      throw ApiError::unavailable(std::string("cannot start a thread: ") + e.what());
    }
  }
  return *pool;
}

GitSettings Git::settings() const {
  return {home_, environment_.variables()};
}

Task<void> Git::run(Work kind, std::string key, std::function<void()> work) {
  const auto queue = queues_.at(key);
  Turns::Turn turn(*queue);
  co_await turn.come();
  const GitSettings settings = this->settings();
  GitStop stop;
  if (kind == Work::remote) stop.wake = make_wake_fd();
  auto job = [&] {
    use_libgit2(home_);
    const GiveBack after;
    const Operation operation(stop, settings);
    without_secrets(work);
  };
  co_await offload(pool(kind), job, &stop.flag, &stop.wake);
}

Task<void> Git::on_repository(Work kind, std::string path, RepositoryWork work) {
  path = absolute(path, work_dir_);
  std::string key;
  auto identify = [&] {
    use_libgit2(home_);
    without_secrets([&] { key = repository_key(open_repository(path).get()); });
  };
  co_await offload(pool(Work::local), identify);
  co_await run(kind, std::move(key), [&] { work(open_repository(path).get()); });
}

Task<void> Git::on_config(std::optional<std::string> scope, std::optional<std::string> path,
                          RepositoryWork work) {
  if (scope.value_or("global") != "local") {
    co_await run(Work::local, "config", [&] { work(nullptr); });
    co_return;
  }
  if (path.value_or("").empty()) {
    throw ApiError::bad_request(
        "bad request: scope local needs path, the repository whose configuration is meant");
  }
  co_await on_repository(Work::local, *path, std::move(work));
}

Task<std::string> Git::key_of_new(const std::string& path, const char* directory) {
  auto real = [&] {
    std::error_code error;
    const auto canonical = std::filesystem::weakly_canonical(path, error);
    return error ? path : canonical.string();
  };
  std::string key = co_await offload(pool(Work::local), real);
  while (key.ends_with('/')) key.pop_back();
  co_return key + directory;
}

Task<Response> Git::clone(GitCloneParams params) {
  check_text(params);
  const std::string path = absolute(params.path, work_dir_);
  std::string warning;
  co_await run(Work::remote, co_await key_of_new(path, "/.git"),
               [&] { warning = git_clone_into(path, params); });
  co_return answer_with(warning);
}

Task<Response> Git::pull(GitPullParams params) {
  check_text(params);
  co_await on_repository(Work::remote, params.path, [&](git_repository* r) { git_pull(r, params); });
  co_return empty_answer();
}

Task<Response> Git::push(GitPushParams params) {
  check_text(params);
  co_await on_repository(Work::remote, params.path, [&](git_repository* r) { git_push(r, params); });
  co_return empty_answer();
}

Task<GitStatus> Git::status(GitPathQuery query) {
  check_text(query);
  GitStatus reply;
  co_await on_repository(Work::local, query.path, [&](git_repository* r) { reply = git_status(r); });
  co_return reply;
}

Task<std::vector<GitCommitInfo>> Git::history(GitHistoryQuery query) {
  check_text(query);
  std::vector<GitCommitInfo> reply;
  co_await on_repository(Work::local, query.path, [&](git_repository* r) { reply = git_history(r, query); });
  co_return reply;
}

Task<Response> Git::add(GitAddParams params) {
  check_text(params);
  std::string warning;
  co_await on_repository(Work::local, params.path, [&](git_repository* r) { warning = git_add(r, params); });
  co_return answer_with(warning);
}

Task<GitCommitReply> Git::commit(GitCommitParams params) {
  check_text(params);
  GitCommitReply reply;
  co_await on_repository(Work::local, params.path,
                         [&](git_repository* r) { reply = git_commit_index(r, params); });
  co_return reply;
}

Task<Response> Git::reset(GitResetParams params) {
  check_text(params);
  co_await on_repository(Work::local, params.path, [&](git_repository* r) { git_reset_to(r, params); });
  co_return empty_answer();
}

Task<Response> Git::restore(GitRestoreParams params) {
  check_text(params);
  co_await on_repository(Work::local, params.path, [&](git_repository* r) { git_restore_files(r, params); });
  co_return empty_answer();
}

Task<GitBranches> Git::branches(GitPathQuery query) {
  check_text(query);
  GitBranches reply;
  co_await on_repository(Work::local, query.path, [&](git_repository* r) { reply = git_branches(r); });
  co_return reply;
}

Task<Response> Git::create_branch(GitBranchParams params) {
  check_text(params);
  co_await on_repository(Work::local, params.path, [&](git_repository* r) { git_create_branch(r, params); });
  co_return empty_answer(201);
}

Task<Response> Git::delete_branch(GitBranchParams params) {
  check_text(params);
  co_await on_repository(Work::local, params.path, [&](git_repository* r) { git_delete_branch(r, params); });
  co_return empty_answer(204);
}

Task<Response> Git::checkout(GitCheckoutParams params) {
  check_text(params);
  co_await on_repository(Work::local, params.path, [&](git_repository* r) { git_checkout(r, params); });
  co_return empty_answer();
}

Task<Response> Git::init(GitInitParams params) {
  check_text(params);
  const std::string path = absolute(params.path, work_dir_);
  co_await run(Work::local, co_await key_of_new(path, params.bare.value_or(false) ? "" : "/.git"),
               [&] { git_init(path, params); });
  co_return empty_answer(201);
}

Task<GitRemotes> Git::remotes(GitPathQuery query) {
  check_text(query);
  GitRemotes reply;
  co_await on_repository(Work::local, query.path, [&](git_repository* r) { reply = git_remotes(r); });
  co_return reply;
}

Task<Response> Git::add_remote(GitRemoteParams params) {
  check_text(params);
  const Work kind = params.fetch.value_or(false) ? Work::remote : Work::local;
  co_await on_repository(kind, params.path, [&](git_repository* r) { git_add_remote(r, params); });
  co_return empty_answer(201);
}

Task<Response> Git::config(GitConfigQuery query) {
  check_text(query);
  std::optional<std::string> value;
  co_await on_config(query.scope, query.path, [&](git_repository* r) { value = git_config_value(r, query); });
  co_return Response::json(200, "{\"value\":" + (value ? json_quote(*value) : "null") + "}");
}

Task<Response> Git::set_config(GitConfigParams params) {
  check_text(params);
  co_await on_config(params.scope, params.path, [&](git_repository* r) { git_set_config(r, params); });
  co_return empty_answer();
}

Task<Response> Git::set_user(GitUserParams params) {
  check_text(params);
  co_await on_config(params.scope, params.path, [&](git_repository* r) { git_set_user(r, params); });
  co_return empty_answer();
}

Task<Response> Git::store_credentials(GitCredentialsParams params) {
  check_text(params);
  co_await run(Work::local, "config", [&] { store_credential(params); });
  co_return empty_answer();
}

}  // namespace toolbox
