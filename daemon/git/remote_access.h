#pragma once
#include <functional>
#include <optional>
#include <string>

#include "git/credential_store.h"
#include "git/handles.h"
#include "git/operation.h"

namespace toolbox {

// What a request gives for one remote.
struct RemoteLogin {
  std::optional<std::string> username;
  std::optional<std::string> password;
  bool insecure_skip_tls = false;
};

// All that libgit2 asks while it talks to one remote for one request: credentials, certificates, proxy,
// whether to go on. Pool thread, within an operation; it must outlive the calls that use its callbacks.
class RemoteAccess {
 public:
  // url: the remote's, without credentials. config: the repository's, or the user's for a clone; it must
  // outlive this. Throws 502 when the proxy that is to be used can't be.
  RemoteAccess(std::string url, RemoteLogin login, git_config* config);
  ~RemoteAccess() { current_ = outer_; }
  RemoteAccess(const RemoteAccess&) = delete;
  RemoteAccess& operator=(const RemoteAccess&) = delete;

  git_remote_callbacks callbacks();
  git_proxy_options proxy() const;  // it borrows from this

  // As check() (git/failure.h) for calls that talk to the remote: their failures are the network's, 401, 403,
  // 404, 422 or 502.
  int check(int result);

  // Called for each reference that a push names, with the remote's reason or nothing when it was taken.
  std::function<void(const std::string& reference, const std::optional<std::string>& refused)> on_pushed;

  // What the remote has said for a person to read, such as its hooks' output; the first 2 KiB.
  std::string remote_said() const;

  // For the streams and transports, which are at work for the calling thread's. There must be one.
  static RemoteAccess& current() { return *current_; }
  static const RemoteLogin& login_under_way() { return current_->login_; }

  // For the streams: so many bytes have come. Throws 502 when the remote sends more than
  // limits::git_advertisement before the first object, such as references without end, all of which libgit2
  // would keep.
  void count_received(std::size_t bytes);

  const std::string& url() const { return url_; }
  // libgit2 reports the making of packs from threads of its own, one at a time, which have no current
  // operation.
  Operation& operation() { return operation_; }
  git_config* config() const { return config_; }
  const std::optional<std::string>& proxy_url() const { return proxy_; }
  bool checks_certificates() const;

 private:
  static int ready(git_remote* remote, int direction, void* self);
  static int give_credentials(git_credential** out, const char* url, const char* user, unsigned kinds,
                              void* self);
  static int refuse_proxy_credentials(git_credential** out, const char* url, const char* user, unsigned kinds,
                                      void* self);
  static int on_transfer(const git_indexer_progress* progress, void* self);
  static int hear(const char* text, int size, void* self);
  static int note_pushed(const char* reference, const char* refused, void* self);

  bool is_own_server(const std::string& url) const;
  std::optional<StoredCredential> credential_for(const std::string& url, const char* user) const;
  [[noreturn]] void credentials_fail(const std::string& url, bool tried) const;

  static thread_local RemoteAccess* current_;

  Operation& operation_;
  RemoteAccess* const outer_;
  const std::string url_;
  const RemoteLogin login_;
  git_config* const config_;
  const std::optional<std::string> proxy_;
  std::string server_url_;  // where the connection under way begins; redirects may lead elsewhere
  std::string asked_by_;    // the server that was given credentials last: twice in a row means they are wrong
  std::string said_;
  bool returned_ = false;     // the last character was a carriage return
  std::size_t received_ = 0;  // bytes before the first object
  bool has_objects_ = false;
};

}  // namespace toolbox
