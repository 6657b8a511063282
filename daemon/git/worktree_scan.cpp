#include "git/worktree_scan.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <exception>
#include <system_error>
#include <thread>

#include "base/unique_fd.h"
#include "git/directory_names.h"
#include "git/scan_parts.h"

namespace toolbox {
namespace {

bool is_gone(int error) {
  return error == ENOENT || error == ENOTDIR || error == ELOOP;
}

// It is there, but what is in it can't be told.
bool is_closed(int error) {
  return error == EACCES || error == EPERM || error == ENAMETOOLONG;
}

constexpr std::size_t worth_a_thread = 1000;  // index entries; below that a thread costs more than it saves

class Scanner {
 public:
  Scanner(const ScanRequest& request, const Operation& operation, int root, DirectoryStack& stack)
      : request_(request), operation_(operation), root_(root), stack_(stack) {}

  void run() {
    ScanDirectory directory;
    for (bool had_one = false; stack_.pop(directory, had_one); had_one = true) {
      operation_.check_stopped();
      read(directory);
    }
  }

  WorktreeScan result;

 private:
  const git_index_entry& entry(std::size_t place) const { return *request_.entries[place]; }

  bool wanted(std::string_view path) const { return request_.part == nullptr || request_.part->has(path); }
  bool wanted_within(std::string_view directory) const {
    return request_.part == nullptr || request_.part->may_have_within(directory);
  }

  void read(const ScanDirectory& directory) {
    list_children(request_.entries, directory, children_);
    // Without the slash at its end, with which a link would be followed.
    const std::string path =
        directory.path.empty() ? "." : directory.path.substr(0, directory.path.size() - 1);
    UniqueFd fd(::openat(root_, path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!fd || !names_.read(fd.get())) {
      if (is_closed(errno)) return note_closed(directory, directory.begin, directory.end);
      if (!is_gone(errno)) throw std::system_error(errno, std::generic_category(), directory.path);
      fd.reset();
    }
    std::shared_ptr<const IgnoreRules> ignore = directory.ignore;
    if (fd && names_.has_ignore_file()) ignore = with_ignore_file(fd.get(), directory, ignore);
    if (fd) {
      for (const auto& name : names_) meet(fd.get(), directory, ignore, name);
    }
    for (const auto& child : children_) {
      if (!child.present) missing(child);
    }
  }

  std::shared_ptr<const IgnoreRules> with_ignore_file(int fd, const ScanDirectory& directory,
                                                      const std::shared_ptr<const IgnoreRules>& below) const {
    const auto text = read_ignore_file(fd, ".gitignore");
    if (!text) return below;
    return std::make_shared<const IgnoreRules>(below, directory.path, *text, request_.rules.fold_case);
  }

  void meet(int fd, const ScanDirectory& directory, const std::shared_ptr<const IgnoreRules>& ignore,
            const DirectoryNames::Name& name) {
    unsigned char type = name.type;
    struct stat found{};
    bool has_stat = false;
    const auto look = [&] {
      has_stat = has_stat || ::fstatat(fd, name.text, &found, AT_SYMLINK_NOFOLLOW) == 0;
      return has_stat;
    };
    const std::string_view text(name.text);
    bool tracked = false;
    auto [child, end] =
        std::equal_range(children_.begin(), children_.end(), IndexChild{text, 0, 0, false},
                         [](const IndexChild& a, const IndexChild& b) { return a.name < b.name; });
    if (type == DT_UNKNOWN) {
      if (!look()) return not_seen(directory, child, end, errno);
      type = static_cast<unsigned char>(IFTODT(found.st_mode));
    }
    for (; child != end; ++child) {
      if (child->directory) {
        if (type != DT_DIR) continue;
        child->present = true;
        tracked = true;
        push(directory, *child, ignore, text);
      } else if (type != DT_DIR || is_submodule(entry(child->begin))) {
        if (!look()) return not_seen(directory, child, end, errno);
        child->present = true;
        tracked = true;
        compare(*child, found, type == DT_DIR);
      } else if (is_nested_repository(fd, name.text)) {
        child->present = true;
        tracked = true;
        if (wanted(entry(child->begin).path)) result.modified.push_back(child->begin);
      }
    }
    if (!tracked) meet_untracked(fd, directory, ignore, name, type);
  }

  void push(const ScanDirectory& directory, const IndexChild& child,
            const std::shared_ptr<const IgnoreRules>& ignore, std::string_view name) {
    std::string path = directory.path;
    path.append(name) += '/';
    if (!wanted_within(path)) return;
    const bool ignored = directory.ignored ||
                         (ignore && ignore->ignored(std::string_view(path).substr(0, path.size() - 1), true));
    stack_.push({std::move(path), child.begin, child.end, ignore, ignored});
  }

  void compare(const IndexChild& child, const struct stat& found, bool is_directory) {
    const git_index_entry& e = entry(child.begin);
    if (stage_of(e) != 0 || !wanted(e.path)) return;
    if (is_taken_for_same(e, true, request_.rules)) return;
    if (is_submodule(e)) {
      (is_directory ? result.submodules : result.modified).push_back(child.begin);
      return;
    }
    if (is_intended(e)) {
      result.intended.push_back(child.begin);
      return;
    }
    switch (check_entry(e, found, request_.rules)) {
      case EntryState::same:
        break;
      case EntryState::modified:
        result.modified.push_back(child.begin);
        break;
      case EntryState::doubtful:
        result.doubtful.push_back({child.begin, found});
        break;
    }
  }

  void missing(const IndexChild& child) {
    for (std::size_t i = child.begin; i < child.end; ++i) {
      const git_index_entry& e = entry(i);
      if (stage_of(e) != 0 || is_taken_for_same(e, false, request_.rules) || !wanted(e.path)) continue;
      result.deleted.push_back(i);
    }
  }

  // A name was there, but stat() failed.
  void not_seen(const ScanDirectory& directory, std::vector<IndexChild>::iterator child,
                std::vector<IndexChild>::iterator end, int error) {
    if (is_gone(error)) return;
    for (; child != end; ++child) {
      child->present = true;
      note_closed(directory, child->begin, child->end);
    }
  }

  // Nobody can tell what has become of these entries in it: they count as unchanged.
  void note_closed(const ScanDirectory& directory, std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      if (is_taken_for_same(entry(i), false, request_.rules) || !wanted(entry(i).path)) continue;
      return result.closed.push_back(directory.path);
    }
  }

  void meet_untracked(int fd, const ScanDirectory& directory,
                      const std::shared_ptr<const IgnoreRules>& ignore, const DirectoryNames::Name& name,
                      unsigned char type) {
    // Sockets, pipes and devices are nothing to git.
    if (type != DT_REG && type != DT_LNK && type != DT_DIR) return;
    const bool is_directory = type == DT_DIR;
    std::string path = directory.path + name.text;
    const bool ignored = directory.ignored || (ignore && ignore->ignored(path, is_directory));
    if (is_directory) path += '/';
    if (ignored) {
      if (request_.want_ignored && (wanted(path) || (is_directory && wanted_within(path)))) {
        result.ignored.push_back(std::move(path));
      }
      return;
    }
    if (is_directory && !is_nested_repository(fd, name.text)) {
      if (wanted_within(path)) stack_.push({std::move(path), 0, 0, ignore, false});
    } else if (wanted(path)) {
      result.untracked.push_back(std::move(path));
    }
  }

  const ScanRequest& request_;
  const Operation& operation_;
  const int root_;
  DirectoryStack& stack_;
  std::vector<IndexChild> children_;
  DirectoryNames names_;
};

template <class T>
void append(std::vector<T>& to, std::vector<T>& from) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

}  // namespace

WorktreeScan scan_worktree(const ScanRequest& request, const Operation& operation) {
  const UniqueFd root(::open(request.worktree.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!root) throw std::system_error(errno, std::generic_category(), request.worktree);
  DirectoryStack stack;
  stack.push({"", 0, request.entries.size(), request.ignore, false});
  Scanner mine(request, operation, root.get(), stack);
  Scanner others(request, operation, root.get(), stack);
  std::exception_ptr failure;
  const auto help = [&] {
    try {
      others.run();
    } catch (...) {
      failure = std::current_exception();
      stack.fail();
    }
  };
  {
    std::jthread helper;
    if (request.entries.size() >= worth_a_thread) {
      try {
        helper = std::jthread(help);
      } catch (const std::system_error&) {
        // One thread does it too.
      }
    }
    try {
      mine.run();
    } catch (...) {
      stack.fail();
      throw;
    }
  }
  if (failure) std::rethrow_exception(failure);
  append(mine.result.deleted, others.result.deleted);
  append(mine.result.modified, others.result.modified);
  append(mine.result.doubtful, others.result.doubtful);
  append(mine.result.intended, others.result.intended);
  append(mine.result.submodules, others.result.submodules);
  append(mine.result.closed, others.result.closed);
  append(mine.result.untracked, others.result.untracked);
  append(mine.result.ignored, others.result.ignored);
  return std::move(mine.result);
}

}  // namespace toolbox
