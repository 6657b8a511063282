#include "git/remote_access.h"

#include <git2/sys/errors.h>

#include <algorithm>

#include "base/limits.h"
#include "git/failure.h"
#include "git/proxy.h"
#include "git/remote_failure.h"
#include "git/transport.h"
#include "git/url_config.h"

namespace toolbox {
namespace {

constexpr std::size_t max_said = 2048;

int going_on(void* access) {
  return static_cast<RemoteAccess*>(access)->operation().guarded([] { return 0; });
}

int on_pack(int, std::uint32_t, std::uint32_t, void* access) {
  return going_on(access);
}
int on_push(unsigned, unsigned, std::size_t, void* access) {
  return going_on(access);
}

std::string server_of(const UrlParts& url) {
  return url.scheme + "://" + url.host + ":" + url.port;
}

}  // namespace

thread_local RemoteAccess* RemoteAccess::current_ = nullptr;

RemoteAccess::RemoteAccess(std::string url, RemoteLogin login, git_config* config)
    : operation_(Operation::current()),
      outer_(current_),
      url_(redacted(url)),
      login_(std::move(login)),
      config_(config),
      proxy_(proxy_for(url_, config, Operation::current().settings())),
      server_url_(url_) {
  git_error_clear();  // so that an error without a text has none
  current_ = this;
}

git_remote_callbacks RemoteAccess::callbacks() {
  git_remote_callbacks callbacks;
  git_remote_init_callbacks(&callbacks, GIT_REMOTE_CALLBACKS_VERSION);
  callbacks.payload = this;
  callbacks.remote_ready = ready;
  callbacks.credentials = give_credentials;
  callbacks.sideband_progress = hear;
  callbacks.transfer_progress = on_transfer;
  callbacks.pack_progress = on_pack;
  callbacks.push_transfer_progress = on_push;
  callbacks.push_update_reference = note_pushed;
  return callbacks;
}

git_proxy_options RemoteAccess::proxy() const {
  git_proxy_options options;
  git_proxy_options_init(&options, GIT_PROXY_OPTIONS_VERSION);
  if (!proxy_) return options;
  options.type = GIT_PROXY_SPECIFIED;
  options.url = proxy_->c_str();
  options.credentials = refuse_proxy_credentials;
  return options;
}

bool RemoteAccess::checks_certificates() const {
  if (login_.insecure_skip_tls) return false;
  if (!is_false(Operation::current().settings().variable("GIT_SSL_NO_VERIFY"))) return false;
  const auto verify = config_for_url(config_, "http", "sslVerify", url_);
  return !verify || !is_false(*verify);
}

int RemoteAccess::ready(git_remote* remote, int direction, void* self) {
  return Operation::current().guarded([&] {
    auto& access = *static_cast<RemoteAccess*>(self);
    const char* push_url = direction == GIT_DIRECTION_PUSH ? git_remote_pushurl(remote) : nullptr;
    const char* url = push_url != nullptr ? push_url : git_remote_url(remote);
    if (url != nullptr) access.server_url_ = url;
    access.asked_by_.clear();
    return 0;
  });
}

// Whether the request's credentials are meant for who asks for them.
bool RemoteAccess::is_own_server(const std::string& url) const {
  const UrlParts own = split_url(server_url_);
  const UrlParts asking = split_url(url);
  if (server_of(own) == server_of(asking)) return true;
  // A redirection to TLS on the same host keeps the secret better than what was asked for.
  return own.host == asking.host && own.scheme == "http" && own.port == "80" && asking.scheme == "https" &&
         asking.port == "443";
}

std::optional<StoredCredential> RemoteAccess::credential_for(const std::string& url, const char* user) const {
  const bool own = is_own_server(url);
  std::optional<std::string> username;
  if (user != nullptr && *user != '\0') username = user;
  if (own && login_.username && !login_.username->empty()) username = login_.username;
  const bool has_password = login_.password && !login_.password->empty();
  // A token needs no name, but servers want one.
  if (own && has_password) return StoredCredential{username.value_or("git"), *login_.password};
  const UrlParts parts = split_url(url);
  const auto& settings = Operation::current().settings();
  auto stored = find_credential(config_, settings.home, settings.variable("XDG_CONFIG_HOME"), parts.scheme,
                                parts.authority, parts.path, username);
  if (stored || !own || !login_.username || login_.username->empty()) return stored;
  return StoredCredential{*login_.username, {}};  // a token may be a user's name, too
}

void RemoteAccess::credentials_fail(const std::string& url, bool tried) const {
  const std::string who = server_of(split_url(url));
  if (tried) {
    throw ApiError(401, "GIT_AUTH_FAILED",
                   "authentication failed: " + who + " does not take the credentials for " + url_);
  }
  const bool withheld = !is_own_server(url) && (login_.username || login_.password);
  throw ApiError(
      401, "GIT_AUTH_FAILED",
      "authentication failed: " + who + " asks for credentials for " + url_ + "; " +
          (withheld ? "the request's are for another server, which has redirected to this one: use its url"
                    : "give username and password (or a token as the password), or store them"));
}

int RemoteAccess::give_credentials(git_credential** out, const char* url, const char* user, unsigned kinds,
                                   void* self) {
  return Operation::current().guarded([&] {
    auto& access = *static_cast<RemoteAccess*>(self);
    const std::string server = server_of(split_url(url));
    if (access.asked_by_ == server) access.credentials_fail(url, true);
    access.asked_by_ = server;
    if ((kinds & GIT_CREDENTIAL_USERPASS_PLAINTEXT) == 0) {
      throw ApiError(401, "GIT_AUTH_FAILED",
                     "authentication failed: " + server +
                         " takes no user name and password (Basic), which is all there is");
    }
    const auto found = access.credential_for(url, user);
    if (!found) access.credentials_fail(url, false);
    return git_credential_userpass_plaintext_new(out, found->username.c_str(), found->password.c_str());
  });
}

int RemoteAccess::refuse_proxy_credentials(git_credential**, const char* url, const char*, unsigned, void*) {
  return Operation::current().guarded([&]() -> int {
    const UrlParts parts = split_url(url);
    throw transport_failed("the proxy " + parts.host + ":" + parts.port +
                           (parts.user.empty() ? " asks for credentials: put them into its url"
                                               : " does not take the credentials of its url"));
  });
}

int RemoteAccess::on_transfer(const git_indexer_progress*, void* self) {
  static_cast<RemoteAccess*>(self)->has_objects_ = true;
  return going_on(self);
}

void RemoteAccess::count_received(std::size_t bytes) {
  received_ += bytes;
  if (has_objects_ || received_ <= limits::git_advertisement) return;
  throw transport_failed("the remote sends more references than a repository has (over " +
                         std::to_string(limits::git_advertisement / limits::MiB) + " MiB of them)");
}

int RemoteAccess::hear(const char* text, int size, void* self) {
  auto& access = *static_cast<RemoteAccess*>(self);
  return access.operation_.guarded([&] {
    auto& said = access.said_;
    // One's progress is overwritten by the next: only what stays is kept.
    for (const char c : std::string_view(text, static_cast<std::size_t>(size))) {
      const bool overwrites = access.returned_ && c != '\n';
      access.returned_ = c == '\r';
      if (overwrites) said.erase(said.rfind('\n') + 1);
      if (c != '\r' && said.size() < max_said) said += c;
    }
    return 0;
  });
}

std::string RemoteAccess::remote_said() const {
  std::string text = redacted(said_);
  std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\t'; });
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

int RemoteAccess::note_pushed(const char* reference, const char* refused, void* self) {
  return Operation::current().guarded([&] {
    const auto& access = *static_cast<RemoteAccess*>(self);
    std::optional<std::string> reason;
    if (refused != nullptr) reason = refused;
    if (access.on_pushed) access.on_pushed(reference, reason);
    return 0;
  });
}

int RemoteAccess::check(int result) {
  auto kept = Operation::current().take_failure();
  if (result >= 0) return result;  // a failure of what was given up, and has been done another way, is none
  Operation::current().check_stopped();
  if (kept) std::rethrow_exception(kept);
  throw remote_failure(result, url_, remote_said());
}

}  // namespace toolbox
