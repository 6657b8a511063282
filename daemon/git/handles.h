#pragma once
// Owners of libgit2's objects. What a libgit2 function makes is received by out():
//
//   Reference head;
//   check(git_repository_head(out(head), repository));
#include <git2.h>

#include <memory>
#include <string>
#include <vector>

namespace toolbox {

template <auto Free>
struct GitDeleter {
  template <class T>
  void operator()(T* object) const {
    Free(object);
  }
};

template <class T, auto Free>
using GitHandle = std::unique_ptr<T, GitDeleter<Free>>;

using AnnotatedCommit = GitHandle<git_annotated_commit, git_annotated_commit_free>;
using BranchIterator = GitHandle<git_branch_iterator, git_branch_iterator_free>;
using Commit = GitHandle<git_commit, git_commit_free>;
using GitConfig = GitHandle<git_config, git_config_free>;
using ConfigEntry = GitHandle<git_config_entry, git_config_entry_free>;
using Diff = GitHandle<git_diff, git_diff_free>;
using Index = GitHandle<git_index, git_index_free>;
using Object = GitHandle<git_object, git_object_free>;
using ObjectDatabase = GitHandle<git_odb, git_odb_free>;
using PackBuilder = GitHandle<git_packbuilder, git_packbuilder_free>;
using Pathspec = GitHandle<git_pathspec, git_pathspec_free>;
using Reference = GitHandle<git_reference, git_reference_free>;
using Remote = GitHandle<git_remote, git_remote_free>;
using Repository = GitHandle<git_repository, git_repository_free>;
using RevisionWalk = GitHandle<git_revwalk, git_revwalk_free>;
using Signature = GitHandle<git_signature, git_signature_free>;
using StatusList = GitHandle<git_status_list, git_status_list_free>;
using Transaction = GitHandle<git_transaction, git_transaction_free>;
using Tree = GitHandle<git_tree, git_tree_free>;

template <class Handle>
class GitOut {
 public:
  explicit GitOut(Handle& handle) : handle_(handle) {}
  ~GitOut() {
    if (made_ != nullptr) handle_.reset(made_);
  }
  GitOut(const GitOut&) = delete;
  GitOut& operator=(const GitOut&) = delete;
  operator typename Handle::pointer *() { return &made_; }  // NOLINT: that is its point

 private:
  Handle& handle_;
  typename Handle::pointer made_ = nullptr;
};

// What it receives is the handle's at the end of the full expression.
template <class Handle>
GitOut<Handle> out(Handle& handle) {
  return GitOut<Handle>(handle);
}

// A list of strings for libgit2, which only reads it. It borrows `strings`.
class StringArray {
 public:
  explicit StringArray(const std::vector<std::string>& strings) {
    pointers_.reserve(strings.size());
    for (const auto& s : strings) pointers_.push_back(const_cast<char*>(s.c_str()));
    array_ = {pointers_.data(), pointers_.size()};
  }
  StringArray(const StringArray&) = delete;
  StringArray& operator=(const StringArray&) = delete;
  const git_strarray* get() const { return &array_; }
  const git_strarray& value() const { return array_; }

 private:
  std::vector<char*> pointers_;
  git_strarray array_{};
};

// Text that libgit2 has allocated.
class GitBuffer {
 public:
  GitBuffer() = default;
  ~GitBuffer() { git_buf_dispose(&buffer_); }
  GitBuffer(const GitBuffer&) = delete;
  GitBuffer& operator=(const GitBuffer&) = delete;
  git_buf* get() { return &buffer_; }
  std::string text() const { return {buffer_.ptr, buffer_.size}; }

 private:
  git_buf buffer_{};
};

}  // namespace toolbox
