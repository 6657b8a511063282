#include "git/remotes.h"

#include <algorithm>

#include "base/api_error.h"
#include "git/config_file.h"
#include "git/failure.h"
#include "git/fetch.h"
#include "git/url.h"

namespace toolbox {
namespace {

bool exists(git_repository* repository, const std::string& name) {
  Remote remote;
  return found(git_remote_lookup(out(remote), repository, name.c_str()));
}

void check_name(const std::string& name) {
  int valid = 0;
  check(git_remote_name_is_valid(&valid, name.c_str()));
  if (valid == 0 || name.starts_with('-'))
    throw ApiError(400, "BAD_REQUEST", "bad request: " + name + " is no name for a remote");
}

std::string branches_of(const std::string& name) {
  return "+refs/heads/*:refs/remotes/" + name + "/*";
}

// The remote is configured afterwards only, so that one that can't be reached leaves nothing behind.
void fetch_branches(git_repository* repository, const std::string& name, const RemoteUrl& url) {
  Remote remote;
  check(git_remote_create_anonymous(out(remote), repository, url.url.c_str()));
  const GitConfig config = config_snapshot(repository);
  RemoteAccess access(url.url, {url.username, url.password}, config.get());
  Fetch fetch(remote.get(), access);
  fetch.run({branches_of(name)}, 0, "fetch " + name);
}

void replace(git_repository* repository, const std::string& name, const std::string& url) {
  GitConfig config;
  check(git_repository_config(out(config), repository));
  const Transaction changes = change_config(config.get());
  set_only_value(config.get(), "remote." + name + ".url", url);
  found(git_config_delete_multivar(config.get(), ("remote." + name + ".pushurl").c_str(), ".*"));
  check(git_config_set_multivar(config.get(), ("remote." + name + ".fetch").c_str(), ".*",
                                branches_of(name).c_str()));
  check(git_transaction_commit(changes.get()));
}

std::string without_credentials(const std::string& url) {
  if (url.empty()) return url;
  try {
    return parse_remote_url(url).url;
  } catch (const ApiError&) {
    return redacted(url);  // whoever wrote it there may know what it means
  }
}

}  // namespace

GitRemotes git_remotes(git_repository* repository) {
  git_strarray list{};
  check(git_remote_list(&list, repository));
  const std::vector<std::string> names(list.strings, list.strings + list.count);
  git_strarray_dispose(&list);
  GitRemotes answer;
  for (const auto& name : names) {
    Remote remote;
    check(git_remote_lookup(out(remote), repository, name.c_str()));
    answer.remotes.push_back({name, without_credentials(remote_url(remote.get()))});
  }
  std::ranges::sort(answer.remotes, {}, &GitRemote::name);
  return answer;
}

void git_add_remote(git_repository* repository, const GitRemoteParams& params) {
  check_name(params.name);
  const RemoteUrl url = parse_remote_url(params.url);
  const bool there = exists(repository, params.name);
  if (there && !params.overwrite.value_or(false)) {
    throw ApiError(409, "CONFLICT",
                   "conflict: the remote " + params.name + " exists already; overwrite replaces its URL");
  }
  if (params.fetch.value_or(false)) fetch_branches(repository, params.name, url);
  if (there) return replace(repository, params.name, url.url);
  Remote made;
  check(git_remote_create(out(made), repository, params.name.c_str(), url.url.c_str()));
}

}  // namespace toolbox
