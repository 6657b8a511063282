#include "git/failure.h"

#include <git2.h>
#include <git2/sys/errors.h>

#include <cstring>
#include <exception>

#include "git/operation.h"
#include "git/readable.h"

namespace toolbox {
namespace {

// libgit2 puts the system's reason at the end of its text.
bool ends_with_reason(const std::string& text, int error) {
  return text.ends_with(std::strerror(error));
}

// Of an index that it can't open, or that is too short to be one, libgit2 says that it is gone.
ApiError of_index(const std::string& text) {
  const std::size_t begin = text.find('\'') + 1;
  const std::string path = text.substr(begin, text.rfind('\'') - begin);
  try {
    require_readable(path);
  } catch (const ApiError& denied) {
    return denied;
  }
  return {500, "INTERNAL_SERVER_ERROR",
          "the index " + path + " is broken, it is cut off or empty: remove it, then reset makes it anew"};
}

// For a lock that was refused, not held by somebody.
ApiError of_lock(std::string text) {
  for (const int error : {EACCES, EPERM, EROFS}) {
    if (ends_with_reason(text, error)) return {403, "FILE_ACCESS_DENIED", text};
  }
  while (text.ends_with(' ') || text.ends_with(':')) text.pop_back();  // of a reason that is not told
  return {409, "CONFLICT",
          "conflict: " + text +
              "; another git process seems to be at work here: if none is, remove the lock file"};
}

ApiError of_system(const std::string& text) {
  if (ends_with_reason(text, ENOSPC) || ends_with_reason(text, EDQUOT))
    return {507, "INSUFFICIENT_STORAGE", text};
  for (const int error : {EACCES, EPERM, EROFS}) {
    if (ends_with_reason(text, error)) return {403, "FILE_ACCESS_DENIED", text};
  }
  if (ends_with_reason(text, ENAMETOOLONG) || text.starts_with("path too long"))
    return {400, "BAD_REQUEST", "bad request: " + text};
  if (text.starts_with("unsupported mandatory extension")) {
    return {422, "UNPROCESSABLE_ENTITY",
            "the repository's index is split or sparse, which is not supported: " + text};
  }
  for (const int error : {EMFILE, ENFILE, ENOMEM}) {
    if (ends_with_reason(text, error)) return {503, "SERVICE_UNAVAILABLE", text};
  }
  return {500, "INTERNAL_SERVER_ERROR", text};
}

}  // namespace

std::string redacted(std::string_view text) {
  constexpr std::string_view ends = " \t\r\n'\"<>";
  std::string clean;
  while (true) {
    const auto scheme = text.find("://");
    if (scheme == std::string_view::npos) return clean += text;
    const auto begin = scheme + 3;
    const auto authority = text.substr(begin, text.find_first_of("/?# \t\r\n'\"<>", begin) - begin);
    clean += text.substr(0, begin);
    text.remove_prefix(begin);
    if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
      // The user of an SSH address is a part of it, as all log in as "git"; its password is none.
      if (clean.ends_with("ssh://"))
        clean.append(authority.substr(0, authority.find_first_of(":@"))).append("@");
      text.remove_prefix(at + 1);
    }
    const auto url = text.substr(0, text.find_first_of(ends));
    if (const auto query = url.find('?'); query != std::string_view::npos) {
      clean.append(url.substr(0, query + 1)).append("…");
      text.remove_prefix(url.size());
    }
  }
}

ApiError git_failure(int result) {
  const git_error* last = git_error_last();
  const std::string text =
      last != nullptr && last->message != nullptr ? redacted(last->message) : "git failed";
  switch (result) {
    case GIT_ENOTFOUND:
      return {404, "NOT_FOUND", "not found: " + text};
    case GIT_EUNBORNBRANCH:
      return {404, "NOT_FOUND", "not found: the branch has no commits yet"};
    case GIT_EEXISTS:
      return {409, "CONFLICT", "conflict: " + text};
    case GIT_ELOCKED:
      return of_lock(text);
    case GIT_EUNMERGED:
    case GIT_EMERGECONFLICT:
      return {409, "GIT_MERGE_CONFLICT", "conflict: " + text};
    case GIT_ECONFLICT:
    case GIT_EUNCOMMITTED:
    case GIT_EINDEXDIRTY:
      return {409, "GIT_DIRTY_WORKTREE", "conflict: " + text};
    case GIT_ENONFASTFORWARD:
      return {409, "GIT_PUSH_REJECTED", "conflict: " + text};
    case GIT_EMODIFIED:
      return {409, "CONFLICT", "conflict: " + text};
    case GIT_EINVALIDSPEC:
    case GIT_EAMBIGUOUS:
    case GIT_EBAREREPO:
    case GIT_EDIRECTORY:
      return {400, "BAD_REQUEST", "bad request: " + text};
    case GIT_EAUTH:
      return {401, "GIT_AUTH_FAILED", "unauthorized: " + text};
    case GIT_ECERTIFICATE:
      return {502, "GIT_TRANSPORT_FAILED", text};
    default:
      break;
  }
  // Of a repository's extensions.objectFormat, or of what a server tells.
  if (text.find("object format") != std::string::npos) {
    return {422, "UNPROCESSABLE_ENTITY",
            "the repository uses SHA-256 object names, which are not supported; convert it to SHA-1"};
  }
  if (text.starts_with("failed to read index: '")) return of_index(text);
  if (text.starts_with("cannot checkout to invalid path")) {
    return {422, "UNPROCESSABLE_ENTITY",
            text + ": a file of that name could change the repository itself; check out another commit"};
  }
  if (last != nullptr && last->klass == GIT_ERROR_NOMEMORY)
    return {503, "SERVICE_UNAVAILABLE", "out of memory"};
  return of_system(text);
}

int check(int result) {
  if (result >= 0) return result;
  if (Operation::under_way()) {
    if (auto failure = Operation::current().take_failure()) std::rethrow_exception(failure);
  }
  throw git_failure(result);
}

bool found(int result) {
  if (result == GIT_ENOTFOUND) {
    git_error_clear();  // or a later failure without a text of its own would be told with this one's
    return false;
  }
  check(result);
  return true;
}

}  // namespace toolbox
