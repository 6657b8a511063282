#include "git/remote_failure.h"

#include <git2.h>

#include <cstdlib>

#include "git/failure.h"
#include "git/local_clone.h"
#include "git/transport.h"

namespace toolbox {
namespace {

bool has(const std::string& text, std::string_view what) {
  return text.find(what) != std::string::npos;
}

ApiError not_found(const std::string& url) {
  return {404, "GIT_REPO_NOT_FOUND",
          "not found: there is no repository at " + url + ", or it is not to be seen with these credentials"};
}

ApiError auth_failed(const std::string& url) {
  return {401, "GIT_AUTH_FAILED",
          "authentication failed: " + url +
              " does not take the credentials, or asks for a kind that is not supported"};
}

ApiError of_status(int status, const std::string& url) {
  if (status == 401) return auth_failed(url);
  if (status == 403) return {403, "FORBIDDEN", "forbidden: " + url + " refuses this, with these credentials"};
  if (status == 404 || status == 410) return not_found(url);
  return transport_failed("the server of " + url + " has answered with the status " + std::to_string(status));
}

// Of an "ERR" packet, with which git's own server says why it hangs up.
ApiError of_error_packet(const std::string& reason, const std::string& url) {
  for (const char* missing :
       {"not exported", "not found", "does not exist", "no such repository", "not appear to be"}) {
    if (has(reason, missing)) return not_found(url);
  }
  for (const char* refused : {"not enabled", "denied", "forbidden", "not allowed"}) {
    if (has(reason, refused)) return {403, "FORBIDDEN", "forbidden: " + url + " refuses this: " + reason};
  }
  return transport_failed("the server of " + url + " has failed: " + reason);
}

// As `text`, when it begins with that: what follows.
const char* after(const std::string& text, std::string_view begin) {
  return text.starts_with(begin) ? text.c_str() + begin.size() : nullptr;
}

// Some of what a server may send is refused without a word. The last one is then of no error, or of a setting
// that was looked for and is not there. Where libgit2 calls something impossible, a server has done it.
bool is_of_no_cause(int klass) {
  return klass == GIT_ERROR_NONE || klass == GIT_ERROR_CONFIG || klass == GIT_ERROR_INTERNAL;
}

bool is_of_network(int klass) {
  return klass == GIT_ERROR_NET || klass == GIT_ERROR_HTTP || klass == GIT_ERROR_SSL ||
         klass == GIT_ERROR_SSH;
}

bool is_of_pack(int klass) {
  return klass == GIT_ERROR_INDEXER || klass == GIT_ERROR_ZLIB;
}

// As libgit2's local transport says it, or how it passes over a path that is no directory.
bool is_of_missing_path(const std::string& text) {
  return (has(text, "failed to resolve path") && has(text, "No such file")) ||
         has(text, "could not find repository") || has(text, "unsupported URL protocol") ||
         has(text, "not a valid local file URI");
}

ApiError of_push(const std::string& text, const std::string& said) {
  return {422, "GIT_REMOTE_REJECTED",
          "the remote has rejected the push: " + text + (said.empty() ? "" : "\n" + said)};
}

}  // namespace

ApiError remote_failure(int result, const std::string& url, const std::string& said) {
  const git_error* last = git_error_last();
  const std::string text =
      last != nullptr && last->message != nullptr ? redacted(last->message) : "git failed";
  const int klass = last != nullptr ? last->klass : GIT_ERROR_NONE;

  if (const char* status = after(text, "unexpected http status code: "))
    return of_status(std::atoi(status), url);
  if (const char* reason = after(text, "remote error: ")) return of_error_packet(reason, url);
  if (const char* reason = after(text, "report-status: Error reported: ")) return of_push(reason, said);
  if (has(text, "unpacking the sent packfile failed"))
    return of_push("it could not unpack what was sent", said);
  if (has(text, "pushing to non-bare repos")) return of_push("it is not a bare repository", said);
  if (has(text, "shallow fetch is not supported")) {
    return {422, "UNPROCESSABLE_ENTITY", "a depth cannot be asked of a local repository: leave it out"};
  }
  if (const ApiError plain = git_failure(result); plain.status == 507) return plain;
  const bool of_network = is_of_network(klass);  // other texts may have paths in them
  if (of_network && has(text, "content-type: 'application/x-git-")) {
    return transport_failed("the server of " + url + " has answered another question than was asked");
  }
  if (of_network && has(text, "content-type")) {
    return {
        404, "GIT_REPO_NOT_FOUND",
        "not found: what the server of " + url + " has there is no git repository (of the smart protocol)"};
  }
  if (of_network && has(text, "proxy")) return transport_failed("the proxy for " + url + " refuses: " + text);
  if (is_local(url) && is_of_missing_path(text)) return not_found(url);
  if (result == GIT_EAUTH) return auth_failed(url);
  if (result == GIT_ENOTFOUND && (klass == GIT_ERROR_REPOSITORY || klass == GIT_ERROR_OS))
    return not_found(url);
  if (is_of_pack(klass)) return transport_failed("what " + url + " has sent is cut off or broken: " + text);
  if (result == GIT_ERROR && is_of_no_cause(klass)) {
    return transport_failed("what " + url + " has sent is not git's protocol");
  }
  if (result == GIT_TIMEOUT || result == GIT_EEOF || of_network) {
    return transport_failed("the connection to " + url + " has failed: " + text);
  }
  return git_failure(result);
}

}  // namespace toolbox
