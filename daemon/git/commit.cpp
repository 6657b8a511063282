#include "git/commit.h"

#include <algorithm>
#include <cstring>
#include <string_view>

#include "base/api_error.h"
#include "git/failure.h"
#include "git/merge_state.h"
#include "git/operation.h"
#include "git/repository.h"
#include "git/worktree_changes.h"

namespace toolbox {
namespace {

constexpr const char* empty_tree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

bool blank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n\v\f") == std::string_view::npos;
}

void check_identity(const char* what, const std::string& text) {
  if (blank(text)) throw ApiError::bad_request(std::string("bad request: ") + what + " must not be blank");
  if (text.find_first_of("<>\n") != std::string::npos) {
    throw ApiError::bad_request(std::string("bad request: ") + what +
                                " must not contain <, > or a line break");
  }
}

// As `git commit -m` ends it; for the rest the client's text is kept.
std::string ended_by_newline(std::string message) {
  while (!message.empty() && message.back() == '\n') message.pop_back();
  return message + "\n";
}

void check_params(const GitCommitParams& params) {
  if (blank(params.message)) throw ApiError::bad_request("bad request: message must not be blank");
  check_identity("author", params.author);
  check_identity("email", params.email);
}

bool intended(const git_index_entry* entry) {
  return (entry->flags_extended & GIT_INDEX_ENTRY_INTENT_TO_ADD) != 0;
}

// The tree of the index. Files that are only intended to be added (`git add -N`) are not in it.
git_oid write_tree(git_repository* repository, git_index* index) {
  git_oid id;
  const std::size_t count = git_index_entrycount(index);
  bool any_intended = false;
  for (std::size_t i = 0; i < count && !any_intended; ++i)
    any_intended = intended(git_index_get_byindex(index, i));
  if (!any_intended) {
    check(git_index_write_tree(&id, index));
    return id;
  }
  Index staged;
  check(git_index_new(out(staged)));
  for (std::size_t i = 0; i < count; ++i) {
    const git_index_entry* entry = git_index_get_byindex(index, i);
    if (!intended(entry)) check(git_index_add(staged.get(), entry));
  }
  check(git_index_write_tree_to(&id, staged.get(), repository));
  return id;
}

bool changes_nothing(const git_commit* head, const git_oid& tree) {
  if (head == nullptr) return git_oid_streq(&tree, empty_tree) == 0;
  return git_oid_equal(git_commit_tree_id(head), &tree) != 0;
}

// Not git_commit_create(), which (1.9.7) tells of success when the commit could not be written.
git_oid write_commit(git_repository* repository, const git_signature* author, const std::string& message,
                     const git_tree* tree, std::vector<const git_commit*>& parents) {
  GitBuffer text;
  check(git_commit_create_buffer(text.get(), repository, author, author, nullptr, message.c_str(), tree,
                                 parents.size(), parents.data()));
  ObjectDatabase objects;
  check(git_repository_odb(out(objects), repository));
  git_oid id;
  check(git_odb_write(&id, objects.get(), text.get()->ptr, text.get()->size, GIT_OBJECT_COMMIT));
  return id;
}

// head: where it is now; null before the first commit.
void move_head(git_repository* repository, const git_oid& id, const git_commit* head, bool merge) {
  Commit made;
  check(git_commit_lookup(out(made), repository, &id));
  const char* kind = head == nullptr ? "commit (initial): " : merge ? "commit (merge): " : "commit: ";
  const char* subject = git_commit_summary(made.get());
  const std::string entry = kind + std::string(subject != nullptr ? subject : "");
  const std::string branch = current_branch(repository);
  const std::string name = branch.empty() ? "HEAD" : "refs/heads/" + branch;
  Reference moved;
  if (head == nullptr) {
    check(git_reference_create(out(moved), repository, name.c_str(), &id, 0, entry.c_str()));
  } else {
    check(git_reference_create_matching(out(moved), repository, name.c_str(), &id, 1, git_commit_id(head),
                                        entry.c_str()));
  }
}

}  // namespace

// Neither hooks nor commit.gpgsign are heeded: what they ask for are programs that the image need not have.
GitCommitReply git_commit_index(git_repository* repository, const GitCommitParams& params) {
  check_params(params);
  require_worktree(repository, "commit");
  OpenIndex open = lock_index(repository);
  const Index& index = open.index;
  if (git_index_has_conflicts(index.get()) != 0) {
    throw ApiError(409, "GIT_MERGE_CONFLICT",
                   "conflict: there are files with conflicts: resolve them, add them, then commit");
  }
  const git_oid tree_id = write_tree(repository, index.get());
  Operation::current().check_stopped();

  const Commit head = head_commit(repository);
  std::vector<Commit> merged = merge_heads(repository);
  if (merged.empty() && !params.allow_empty.value_or(false) && changes_nothing(head.get(), tree_id)) {
    throw ApiError(409, "CONFLICT",
                   "conflict: nothing to commit: add the changed files first, or set allow_empty");
  }
  std::vector<const git_commit*> parents;
  if (head) parents.push_back(head.get());
  for (const auto& commit : merged) parents.push_back(commit.get());

  Signature author;
  check(git_signature_now(out(author), params.author.c_str(), params.email.c_str()));
  check(git_repository_set_ident(repository, params.author.c_str(), params.email.c_str()));  // the reflog's
  Tree tree;
  check(git_tree_lookup(out(tree), repository, &tree_id));
  const git_oid id =
      write_commit(repository, author.get(), ended_by_newline(params.message), tree.get(), parents);
  move_head(repository, id, head.get(), !merged.empty());
  end_merge(repository);
  // With the names of the new trees in it the next commit and status are faster. Not worth a failure.
  mark_racy_changes(repository, open);
  open.lock.release();
  git_index_write(index.get());
  GitCommitReply reply;
  reply.hash.resize(GIT_OID_SHA1_HEXSIZE);
  git_oid_fmt(reply.hash.data(), &id);
  return reply;
}

}  // namespace toolbox
