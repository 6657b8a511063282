#include "git/fetch.h"

#include <span>

#include "base/api_error.h"
#include "git/failure.h"
#include "git/local_clone.h"
#include "git/shallow.h"
#include "git/url.h"

namespace toolbox {
Fetch::Fetch(git_remote* remote, RemoteAccess& access)
    : remote_(remote), access_(access), proxy_(access.proxy()) {
  git_remote_connect_options options;
  git_remote_connect_options_init(&options, GIT_REMOTE_CONNECT_OPTIONS_VERSION);
  options.callbacks = access_.callbacks();
  options.proxy_opts = proxy_;
  access_.check(git_remote_connect_ext(remote_, GIT_DIRECTION_FETCH, &options));
  git_oid_t names = GIT_OID_SHA1;
  access_.check(git_remote_oid_type(&names, remote_));
  if (names != GIT_OID_SHA1) {
    throw ApiError(422, "UNPROCESSABLE_ENTITY",
                   "the remote uses SHA-256 object names, which are not supported");
  }
  access_.check(git_remote_ls(&heads_, &count_, remote_));
}

std::optional<git_oid> Fetch::find(const std::string& name) const {
  for (const auto* head : std::span(heads_, count_)) {
    if (name == head->name) return head->oid;
  }
  return std::nullopt;
}

std::string Fetch::default_branch() const {
  GitBuffer name;
  const int result = git_remote_default_branch(name.get(), remote_);
  if (!found(result)) return {};
  return name.text();
}

git_fetch_options Fetch::options() {
  git_fetch_options options;
  git_fetch_options_init(&options, GIT_FETCH_OPTIONS_VERSION);
  options.callbacks = access_.callbacks();
  options.proxy_opts = proxy_;
  options.download_tags = GIT_REMOTE_DOWNLOAD_TAGS_AUTO;
  options.prune = GIT_FETCH_NO_PRUNE;
  return options;
}

void Fetch::run(const std::vector<std::string>& refspecs, int depth, const std::string& message) {
  git_fetch_options wanted = options();
  wanted.depth = depth;
  const StringArray specs(refspecs);
  if (!is_local(git_remote_url(remote_))) {
    access_.check(git_remote_fetch(remote_, specs.get(), &wanted, message.c_str()));
    return;
  }
  // The local transport forgets where a shallow history ends.
  const std::string shallow = read_shallow(git_remote_owner(remote_));
  access_.check(git_remote_fetch(remote_, specs.get(), &wanted, message.c_str()));
  if (!shallow.empty()) write_shallow(git_remote_owner(remote_), shallow);
}

Remote find_remote(git_repository* repository, const std::string& name) {
  Remote remote;
  const int result = git_remote_lookup(out(remote), repository, name.c_str());
  if (result == GIT_EINVALIDSPEC || !found(result)) {
    throw ApiError(404, "NOT_FOUND",
                   "not found: the repository has no remote " + name + "; POST /git/remotes adds one");
  }
  return remote;
}

std::string remote_url(git_remote* remote) {
  const char* effective = git_remote_url(remote);
  const std::string key = "remote." + std::string(git_remote_name(remote)) + ".url";
  std::vector<std::string> all;
  const auto note = [](const git_config_entry* entry, void* list) {
    return Operation::current().guarded([&] {
      static_cast<std::vector<std::string>*>(list)->emplace_back(entry->value);
      return 0;
    });
  };
  found(git_config_get_multivar_foreach(config_snapshot(git_remote_owner(remote)).get(), key.c_str(), nullptr,
                                        note, &all));
  if (all.size() > 1) return all.front();  // git's; libgit2 takes the last
  return effective != nullptr ? effective : "";
}

RemoteTarget remote_target(git_remote* remote, const std::optional<std::string>& username,
                           const std::optional<std::string>& password, bool push) {
  const char* own = push ? git_remote_pushurl(remote) : nullptr;
  const std::string written = own != nullptr ? own : remote_url(remote);
  if (written.empty()) throw ApiError(404, "NOT_FOUND", "not found: the remote has no URL");
  RemoteUrl url = parse_remote_url(written);
  if (push) {
    check(git_remote_set_instance_pushurl(remote, url.url.c_str()));
  } else {
    check(git_remote_set_instance_url(remote, url.url.c_str()));
  }
  return {url.url, {username ? username : url.username, password ? password : url.password}};
}

GitConfig config_snapshot(git_repository* repository) {
  GitConfig config;
  check(git_repository_config_snapshot(out(config), repository));
  return config;
}

std::optional<std::string> config_text(git_config* config, const std::string& key) {
  const char* value = nullptr;
  const int result = git_config_get_string(&value, config, key.c_str());
  if (result == GIT_EINVALIDSPEC || !found(result)) return std::nullopt;
  return value;
}

}  // namespace toolbox
