#pragma once
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/unique_fd.h"

namespace toolbox {

// A file that was made, written or deleted. kind: as the protocol has it.
struct FileEvent {
  enum Kind { created = 1, changed = 2, deleted = 3 };
  std::string path;
  Kind kind;
};

// Watches the files of a project by inotify. The kernel keeps what happens until it is asked for, so nothing
// runs in between. Directories of version control and caches are left out, and what is beyond
// limits::lsp_watched; of installed packages only their coming and going is told. Blocking; one call at a
// time.
class FileWatch {
 public:
  // root: absolute, without a slash at its end. Without inotify nothing is ever seen.
  explicit FileWatch(std::string root);

  // What has happened since the last call, and `before` that, each file once. When it was more than the
  // kernel keeps, all files count as made; of those that have gone nothing is told then.
  std::vector<FileEvent> take(std::vector<FileEvent> before);

 private:
  void add_tree(const std::string& directory, std::map<std::string, FileEvent::Kind>* found);
  void handle(int watch, std::uint32_t mask, std::string_view name,
              std::map<std::string, FileEvent::Kind>& events);
  void forget_tree(const std::string& directory);

  const std::string root_;
  UniqueFd inotify_;
  std::map<int, std::string> directories_;  // by their watch
};

}  // namespace toolbox
