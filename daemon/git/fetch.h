#pragma once
#include <optional>
#include <string>
#include <vector>

#include "git/handles.h"
#include "git/remote_access.h"

namespace toolbox {

// A remote that is connected for fetching. Pool thread, within an operation.
class Fetch {
 public:
  // Connects. Throws ApiError as RemoteAccess::check() does, 422 when the remote's object names are not
  // SHA-1. Both must outlive this.
  Fetch(git_remote* remote, RemoteAccess& access);
  Fetch(const Fetch&) = delete;
  Fetch& operator=(const Fetch&) = delete;

  // The object that the remote's reference of this full name is; nothing when it has none.
  std::optional<git_oid> find(const std::string& name) const;

  // The full name of the branch that the remote's HEAD is; empty when it has no HEAD or that is detached.
  std::string default_branch() const;

  bool empty() const { return count_ == 0; }

  // Gets what `refspecs` name, the tags that point into it with it, and updates our references.
  // depth: commits, 0 for all. message: for the reflogs.
  void run(const std::vector<std::string>& refspecs, int depth, const std::string& message);

 private:
  git_fetch_options options();

  git_remote* const remote_;
  RemoteAccess& access_;
  git_proxy_options proxy_;
  const git_remote_head** heads_ = nullptr;  // the connection's
  std::size_t count_ = 0;
};

// The remote of that name. Throws ApiError 404 when there is none.
Remote find_remote(git_repository* repository, const std::string& name);

// Where it is; "" when it has no URL.
std::string remote_url(git_remote* remote);

// Its URL, and how to log in there: `username` and `password` of the request, else those of the URL. The
// remote is given the URL without them, in memory only.
struct RemoteTarget {
  std::string url;
  RemoteLogin login;
};
RemoteTarget remote_target(git_remote* remote, const std::optional<std::string>& username,
                           const std::optional<std::string>& password, bool push);

// The configuration as it is now.
GitConfig config_snapshot(git_repository* repository);

// The value, or nothing when it is unset.
std::optional<std::string> config_text(git_config* config, const std::string& key);

}  // namespace toolbox
