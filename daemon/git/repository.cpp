#include "git/repository.h"


#include "base/api_error.h"
#include "base/directory.h"
#include "git/failure.h"
#include "git/readable.h"

namespace toolbox {
namespace {

constexpr std::size_t longest_revision = 4096;  // as a path, which a reference's name is part of

bool mentions(std::string_view text, std::string_view what) {
  return text.find(what) != std::string_view::npos;
}

[[noreturn]] void cannot_open(const std::string& path, int result) {
  const ApiError failure = git_failure(result);
  const std::string why = failure.what();
  if (mentions(why, "objectformat") || mentions(why, "object format") || mentions(why, "sha256")) {
    throw ApiError(422, "UNPROCESSABLE_ENTITY",
                   "the repository " + path +
                       " uses SHA-256 object names, which are not supported; convert it to SHA-1");
  }
  if (mentions(why, "unsupported extension") || mentions(why, "unsupported repository version")) {
    throw ApiError(422, "UNPROCESSABLE_ENTITY",
                   "the repository " + path + " has a format that is not supported: " + why);
  }
  if (result == GIT_ENOTFOUND) {
    throw ApiError(404, "GIT_REPO_NOT_FOUND", "not found: " + path + " is not a git repository");
  }
  throw failure;
}

}  // namespace

Repository open_repository(const std::string& path) {
  Repository repository;
  require_readable(path + "/.git/HEAD");
  const int result =
      git_repository_open_ext(out(repository), path.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr);
  if (result < 0) cannot_open(path, result);
  const std::string common = git_repository_commondir(repository.get());
  require_readable(common + "config");
  for (const char* directory : {"refs", "objects"}) require_readable(common + directory, R_OK | X_OK);
  return repository;
}

std::string repository_key(git_repository* repository) {
  const char* directory = git_repository_commondir(repository);
  return real_path(directory).value_or(directory);
}

namespace {

// Numbers behind "@{" that libgit2 would let overflow, and take for others.
bool names_no_entry(const std::string& text) {
  const std::size_t at = text.find("@{");
  if (at == std::string::npos) return false;
  std::size_t digits = 0;
  for (const char c : text.substr(at)) {
    digits = c >= '0' && c <= '9' ? digits + 1 : 0;
    if (digits > 9) return true;
  }
  return false;
}

}  // namespace

Object resolve_revision(git_repository* repository, const std::string& text) {
  if (text.size() >= longest_revision) {
    throw ApiError(404, "NOT_FOUND", "not found: the repository has no revision with a name as long as that");
  }
  if (names_no_entry(text))
    throw ApiError(404, "NOT_FOUND", "not found: no reflog goes back as far as " + text);
  Object object;
  const int result = git_revparse_single(out(object), repository, text.c_str());
  if (result == GIT_ENOTFOUND || result == GIT_EUNBORNBRANCH) {
    throw ApiError(404, "NOT_FOUND", "not found: the repository has no revision " + text);
  }
  // For some of what is no revision libgit2 has no code of its own, or no text either.
  const git_error* error = git_error_last();
  const int kind = error != nullptr ? error->klass : GIT_ERROR_NONE;
  const bool malformed = result == GIT_ERROR && (kind == GIT_ERROR_NONE || kind == GIT_ERROR_INVALID ||
                                                 kind == GIT_ERROR_REFERENCE || kind == GIT_ERROR_REGEX);
  if (result == GIT_EINVALIDSPEC || result == GIT_EAMBIGUOUS || malformed) {
    throw ApiError(400, "BAD_REQUEST",
                   "bad request: " + text + " does not name one revision: " + git_failure(result).what());
  }
  check(result);
  return object;
}

Commit resolve_commit(git_repository* repository, const std::string& text) {
  const Object object = resolve_revision(repository, text);
  Object commit;
  const int result = git_object_peel(out(commit), object.get(), GIT_OBJECT_COMMIT);
  if (result == GIT_EPEEL || result == GIT_EINVALIDSPEC) {
    throw ApiError(400, "BAD_REQUEST", "bad request: " + text + " names no commit");
  }
  check(result);
  return Commit(reinterpret_cast<git_commit*>(commit.release()));
}

Commit head_commit(git_repository* repository) {
  Reference head;
  const int result = git_repository_head(out(head), repository);
  if (result == GIT_EUNBORNBRANCH || result == GIT_ENOTFOUND) return nullptr;
  check(result);
  Object commit;
  check(git_reference_peel(out(commit), head.get(), GIT_OBJECT_COMMIT));
  return Commit(reinterpret_cast<git_commit*>(commit.release()));
}

Tree head_tree(git_repository* repository) {
  Tree tree;
  if (const Commit commit = head_commit(repository)) check(git_commit_tree(out(tree), commit.get()));
  return tree;
}

Index index_of(git_repository* repository) {
  Index index;
  check(git_repository_index(out(index), repository));
  check(git_index_read(index.get(), 0));
  return index;
}

std::string current_branch(git_repository* repository) {
  Reference head;
  check(git_reference_lookup(out(head), repository, "HEAD"));
  if (git_reference_type(head.get()) != GIT_REFERENCE_SYMBOLIC) return {};
  constexpr std::string_view heads = "refs/heads/";
  const std::string target = git_reference_symbolic_target(head.get());
  return target.starts_with(heads) ? target.substr(heads.size()) : target;
}

void require_worktree(git_repository* repository, const char* doing) {
  if (git_repository_is_bare(repository) == 0) return;
  throw ApiError(
      400, "BAD_REQUEST",
      std::string("bad request: cannot ") + doing + " in a bare repository, which has no worktree");
}

}  // namespace toolbox
