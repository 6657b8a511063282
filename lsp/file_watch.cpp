#include "lsp/file_watch.h"

#include <sys/inotify.h>
#include <unistd.h>

#include <array>
#include <cstring>
#include <filesystem>
#include <utility>

#include "lsp/limits.h"

namespace toolbox {
namespace {

namespace fs = std::filesystem;

constexpr std::uint32_t interesting = IN_CLOSE_WRITE | IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO |
                                      IN_ONLYDIR | IN_DONT_FOLLOW | IN_EXCL_UNLINK;

bool left_out(std::string_view name) {
  static constexpr std::array<std::string_view, 11> names = {
      ".git", ".hg",         ".svn",        "__pycache__", ".venv",        "venv",
      ".tox", ".mypy_cache", ".ruff_cache", ".cache",      ".pytest_cache"};
  for (const auto known : names) {
    if (known == name) return true;
  }
  return false;
}

// A directory of packages, each a directory, some of them in one of their publisher ("@types").
bool holds_packages(std::string_view directory) {
  constexpr std::string_view packages = "/node_modules";
  const auto parent = directory.substr(0, directory.rfind('/'));
  return directory.ends_with(packages) ||
         (parent.ends_with(packages) && directory.substr(parent.size()).starts_with("/@"));
}

bool is_package(std::string_view directory) {
  return holds_packages(directory.substr(0, directory.rfind('/'))) && !holds_packages(directory);
}

// Two things that happened to a file are what they come to.
void note(std::map<std::string, FileEvent::Kind>& events, std::string path, FileEvent::Kind kind) {
  const auto [it, fresh] = events.try_emplace(std::move(path), kind);
  if (fresh) return;
  if (it->second == FileEvent::deleted && kind == FileEvent::created) kind = FileEvent::changed;
  if (it->second == FileEvent::created && kind == FileEvent::changed) kind = FileEvent::created;
  it->second = kind;
}

}  // namespace

FileWatch::FileWatch(std::string root)
    : root_(std::move(root)), inotify_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)) {
  if (inotify_) add_tree(root_, nullptr);
}

// found: the files in it, which may have come before it was watched.
void FileWatch::add_tree(const std::string& directory, std::map<std::string, FileEvent::Kind>* found) {
  std::vector<std::string> left = {directory};
  while (!left.empty() && directories_.size() < limits::lsp_watched) {
    const std::string at = std::move(left.back());
    left.pop_back();
    const int watch = ::inotify_add_watch(inotify_.get(), at.c_str(), interesting);
    if (watch < 0) continue;
    directories_[watch] = at;
    std::error_code error;
    for (fs::directory_iterator it(at, error), end; !error && it != end; it.increment(error)) {
      std::error_code unknown;
      const bool is_directory = it->is_directory(unknown) && !it->is_symlink(unknown);
      const std::string name = it->path().filename().string();
      const std::string path = at + "/" + name;
      if (is_directory && !left_out(name) && !is_package(path)) left.push_back(path);
      if (found != nullptr && (!is_directory || is_package(path))) note(*found, path, FileEvent::created);
    }
  }
}

void FileWatch::forget_tree(const std::string& directory) {
  const std::string below = directory + "/";
  std::erase_if(directories_, [&](const auto& entry) {
    if (entry.second != directory && !entry.second.starts_with(below)) return false;
    ::inotify_rm_watch(inotify_.get(), entry.first);
    return true;
  });
}

void FileWatch::handle(int watch, std::uint32_t mask, std::string_view name,
                       std::map<std::string, FileEvent::Kind>& events) {
  const auto directory = directories_.find(watch);
  if (directory == directories_.end()) return;
  if ((mask & IN_IGNORED) != 0) {
    directories_.erase(directory);
    return;
  }
  if (name.empty()) return;
  std::string path = directory->second + "/" + std::string(name);
  const bool appears = (mask & (IN_CREATE | IN_MOVED_TO)) != 0;
  if ((mask & IN_ISDIR) == 0) {
    const bool goes = (mask & (IN_DELETE | IN_MOVED_FROM)) != 0;
    note(events, std::move(path),
         appears ? FileEvent::created
         : goes  ? FileEvent::deleted
                 : FileEvent::changed);
  } else if (appears) {
    if (is_package(path)) {
      note(events, std::move(path), FileEvent::created);
    } else if (!left_out(name)) {
      add_tree(path, &events);
    }
  } else {
    // A directory that was moved away: of its files nothing more is told.
    if ((mask & IN_MOVED_FROM) != 0) forget_tree(path);
    note(events, std::move(path), FileEvent::deleted);
  }
}

std::vector<FileEvent> FileWatch::take(std::vector<FileEvent> before) {
  bool lost = false;
  std::map<std::string, FileEvent::Kind> events;
  for (auto& event : before) note(events, std::move(event.path), event.kind);
  alignas(inotify_event) std::array<char, 16 * 1024> buffer;
  while (inotify_) {
    const ssize_t n = ::read(inotify_.get(), buffer.data(), buffer.size());
    if (n <= 0) break;
    for (std::size_t at = 0; at < static_cast<std::size_t>(n);) {
      inotify_event event{};
      std::memcpy(&event, buffer.data() + at, sizeof event);
      const char* name = buffer.data() + at + sizeof event;
      if ((event.mask & IN_Q_OVERFLOW) != 0) lost = true;
      handle(event.wd, event.mask, event.len > 0 ? std::string_view(name) : std::string_view(), events);
      at += sizeof event + event.len;
    }
  }
  if (lost) {  // directories may have come and gone as well
    forget_tree(root_);
    add_tree(root_, &events);
  }
  std::vector<FileEvent> all;
  for (auto& [path, kind] : events) all.push_back({path, kind});
  return all;
}

}  // namespace toolbox
