#include "git/local_clone.h"

#include <algorithm>
#include <set>
#include <sstream>
#include <utility>
#include <vector>

#include "base/api_error.h"
#include "git/failure.h"
#include "git/operation.h"
#include "git/repository.h"
#include "git/shallow.h"
#include "http/url.h"

namespace toolbox {
namespace {

struct ById {
  bool operator()(const git_oid& a, const git_oid& b) const { return git_oid_cmp(&a, &b) < 0; }
};
using Ids = std::set<git_oid, ById>;

Repository open_source(const std::string& url) {
  constexpr std::string_view scheme = "file://";
  if (!url.starts_with(scheme)) return open_repository(url);
  const std::string path = url.substr(std::min(url.find('/', scheme.size()), url.size()));
  const auto decoded = percent_decode(path);
  if (!decoded || decoded->empty()) throw ApiError::bad_request("bad request: " + url + " names no path");
  return open_repository(*decoded);
}

struct History {
  Ids commits;
  Ids boundary;  // those of them whose parents are left out
};

// The commits that `tip` reaches in `depth` steps; all when that is 0.
History history_of(git_repository* source, const git_oid& tip, int depth) {
  History history;
  Ids level = {tip};
  for (int distance = 1; !level.empty(); ++distance) {
    Ids next;
    for (const git_oid& id : level) {
      if (!history.commits.insert(id).second) continue;
      Operation::current().check_stopped();
      Commit commit;
      check(git_commit_lookup(out(commit), source, &id));
      const unsigned parents = git_commit_parentcount(commit.get());
      if (distance == depth && parents > 0) history.boundary.insert(id);
      for (unsigned i = 0; i < parents && distance != depth; ++i)
        next.insert(*git_commit_parent_id(commit.get(), i));
    }
    level = std::move(next);
  }
  return history;
}

// Copies objects from one repository to another, as one pack.
class ObjectCopy {
 public:
  explicit ObjectCopy(git_repository* source) : source_(source) {
    check(git_packbuilder_new(out(pack_), source));
    git_packbuilder_set_threads(pack_.get(), 0);  // as many as there are processors
    check(git_packbuilder_set_callbacks(pack_.get(), on_progress, &Operation::current()));
  }

  // With all that the commit holds.
  void add_commit(const git_oid& id) {
    Operation::current().check_stopped();
    Commit commit;
    check(git_commit_lookup(out(commit), source_, &id));
    check(git_packbuilder_insert(pack_.get(), &id, nullptr));
    add_tree(*git_commit_tree_id(commit.get()), "");
  }

  // A tag, with the tags that it may be a tag of; a commit alone.
  void add_tag(git_oid id) {
    while (true) {
      check(git_packbuilder_insert(pack_.get(), &id, nullptr));
      Object object;
      check(git_object_lookup(out(object), source_, &id, GIT_OBJECT_ANY));
      if (git_object_type(object.get()) != GIT_OBJECT_TAG) return;
      id = *git_tag_target_id(reinterpret_cast<const git_tag*>(object.get()));
    }
  }

  void write(git_repository* repository) {
    GitBuffer objects;
    check(git_repository_item_path(objects.get(), repository, GIT_REPOSITORY_ITEM_OBJECTS));
    const std::string directory = objects.text() + "/pack";
    check(git_packbuilder_write(pack_.get(), directory.c_str(), 0, nullptr, nullptr));
  }

 private:
  // libgit2 calls this from its own threads, one at a time, which have no current operation.
  static int on_progress(int, std::uint32_t, std::uint32_t, void* operation) {
    return static_cast<Operation*>(operation)->guarded([] { return 0; });
  }

  // What many commits share is looked at once. Trees are a hostile remote's to nest: no recursion.
  void add_tree(const git_oid& root, const std::string& root_name) {
    std::vector<std::pair<git_oid, std::string>> left = {{root, root_name}};
    while (!left.empty()) {
      const auto [id, name] = std::move(left.back());
      left.pop_back();
      if (!trees_.insert(id).second) continue;
      check(git_packbuilder_insert(pack_.get(), &id, name.c_str()));
      Tree tree;
      check(git_tree_lookup(out(tree), source_, &id));
      const std::size_t count = git_tree_entrycount(tree.get());
      for (std::size_t i = 0; i < count; ++i) {
        const git_tree_entry* entry = git_tree_entry_byindex(tree.get(), i);
        const git_object_t kind = git_tree_entry_type(entry);
        if (kind == GIT_OBJECT_TREE) left.emplace_back(*git_tree_entry_id(entry), git_tree_entry_name(entry));
        if (kind == GIT_OBJECT_BLOB) {
          check(git_packbuilder_insert(pack_.get(), git_tree_entry_id(entry), git_tree_entry_name(entry)));
        }
      }
    }
  }

  git_repository* const source_;
  PackBuilder pack_;
  Ids trees_;
};

struct TagReference {
  std::string name;
  git_oid id;
};

// The tags of the source that point at one of the commits.
std::vector<TagReference> tags_of(git_repository* source, const Ids& commits) {
  git_strarray list{};
  check(git_tag_list(&list, source));
  const std::vector<std::string> names(list.strings, list.strings + list.count);
  git_strarray_dispose(&list);
  std::vector<TagReference> tags;
  for (const auto& name : names) {
    const std::string full = "refs/tags/" + name;
    git_oid id;
    Object object;
    Object commit;
    if (git_reference_name_to_id(&id, source, full.c_str()) < 0) continue;
    if (git_object_lookup(out(object), source, &id, GIT_OBJECT_ANY) < 0) continue;
    if (git_object_peel(out(commit), object.get(), GIT_OBJECT_COMMIT) < 0) continue;  // of a file, say
    if (commits.contains(*git_object_id(commit.get()))) tags.push_back({full, id});
  }
  return tags;
}

void make_reference(git_repository* repository, const std::string& name, const git_oid& id,
                    const std::string& message) {
  Reference made;
  check(git_reference_create(out(made), repository, name.c_str(), &id, 1, message.c_str()));
}

std::string hashes(const Ids& ids) {
  std::string text;
  for (const git_oid& id : ids) text += std::string(git_oid_tostr_s(&id)) + "\n";
  return text;
}

// The commits of the source whose parents it does not have itself.
Ids shallow_commits(git_repository* source) {
  Ids ids;
  std::istringstream lines(read_shallow(source));
  for (std::string line; std::getline(lines, line);) {
    git_oid id;
    if (git_oid_fromstr(&id, line.c_str()) == 0) ids.insert(id);
  }
  return ids;
}

}  // namespace

bool is_local(const std::string& url) {
  return url.starts_with("/") || url.starts_with("file://");
}

void fetch_local(git_repository* repository, const std::string& url, const std::string& reference,
                 const git_oid& id, int depth, const std::string& message) {
  const Repository source = open_source(url);
  Object named;
  check(git_object_lookup(out(named), source.get(), &id, GIT_OBJECT_ANY));
  Object commit;
  check(git_object_peel(out(commit), named.get(), GIT_OBJECT_COMMIT));
  History history = history_of(source.get(), *git_object_id(commit.get()), depth);
  for (const git_oid& cut : shallow_commits(source.get())) {
    if (history.commits.contains(cut)) history.boundary.insert(cut);
  }
  const std::vector<TagReference> tags = tags_of(source.get(), history.commits);
  ObjectCopy copy(source.get());
  for (const git_oid& each : history.commits) copy.add_commit(each);
  for (const auto& tag : tags) copy.add_tag(tag.id);
  copy.add_tag(id);
  copy.write(repository);
  if (!history.boundary.empty()) write_shallow(repository, hashes(history.boundary));
  for (const auto& tag : tags) make_reference(repository, tag.name, tag.id, message);
  if (reference.empty()) return;
  constexpr std::string_view heads = "refs/heads/";
  const bool branch = reference.starts_with(heads);
  make_reference(repository, branch ? "refs/remotes/origin/" + reference.substr(heads.size()) : reference, id,
                 message);
}

std::optional<std::string> local_unborn_branch(const std::string& url) {
  const Repository source = open_source(url);
  Reference head;
  if (!found(git_reference_lookup(out(head), source.get(), "HEAD"))) return std::nullopt;
  const char* target = git_reference_symbolic_target(head.get());
  if (target == nullptr) return std::nullopt;
  return target;
}

}  // namespace toolbox
