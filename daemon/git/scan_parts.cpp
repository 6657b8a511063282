#include "git/scan_parts.h"

#include <algorithm>
#include <utility>

namespace toolbox {

void list_children(const std::vector<const git_index_entry*>& entries, const ScanDirectory& directory,
                   std::vector<IndexChild>& children) {
  children.clear();
  const std::size_t prefix = directory.path.size();
  for (std::size_t i = directory.begin; i < directory.end; ++i) {
    const std::string_view rest = std::string_view(entries[i]->path).substr(prefix);
    const std::size_t slash = rest.find('/');
    const bool is_directory = slash != std::string_view::npos;
    const std::string_view name = rest.substr(0, slash);
    if (!children.empty() && children.back().directory == is_directory && children.back().name == name) {
      children.back().end = i + 1;
    } else {
      children.push_back({name, i, i + 1, is_directory});
    }
  }
  const auto by_name = [](const IndexChild& a, const IndexChild& b) {
    return a.name != b.name ? a.name < b.name : a.begin < b.begin;
  };
  if (!std::is_sorted(children.begin(), children.end(), by_name)) {
    std::sort(children.begin(), children.end(), by_name);
  }
}

void DirectoryStack::push(ScanDirectory directory) {
  {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(directory));
  }
  changed_.notify_one();
}

bool DirectoryStack::pop(ScanDirectory& directory, bool had_one) {
  std::unique_lock lock(mutex_);
  if (had_one) --at_work_;
  while (waiting_.empty() && at_work_ > 0 && !failed_) changed_.wait(lock);
  if (waiting_.empty() || failed_) {
    changed_.notify_all();
    return false;
  }
  directory = std::move(waiting_.back());
  waiting_.pop_back();
  ++at_work_;
  return true;
}

void DirectoryStack::fail() {
  {
    const std::lock_guard lock(mutex_);
    failed_ = true;
  }
  changed_.notify_all();
}

}  // namespace toolbox
