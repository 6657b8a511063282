#include "lsp/edit_files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <stdexcept>
#include <utility>

#include "base/api_error.h"
#include "base/directory.h"
#include "base/path_error.h"
#include "base/unique_fd.h"
#include "base/write_all.h"
#include "lsp/uri.h"

namespace toolbox {
namespace {

ApiError changed_meanwhile(const std::string& path) {
  return {409, "CONFLICT", "conflict: " + path + " has changed meanwhile; nothing was written, ask again"};
}

// The name of a new file beside `path`, where it can be renamed to it.
std::string beside(const std::string& path) {
  return path.substr(0, path.rfind('/') + 1) + ".toolboxd-XXXXXX";
}

// A new content beside its file until all of them are there; then it takes the file's place. What was there
// before is kept so long, under another name.
class Replacement {
 public:
  Replacement(std::string path, FileState state) : path_(std::move(path)), state_(state) {}
  Replacement(Replacement&& other) noexcept
      : path_(std::move(other.path_)),
        state_(other.state_),
        temporary_(std::exchange(other.temporary_, {})),
        before_(std::exchange(other.before_, {})) {}
  Replacement& operator=(Replacement&&) = delete;
  ~Replacement() {
    if (!temporary_.empty()) ::unlink(temporary_.c_str());
    if (!before_.empty()) ::unlink(before_.c_str());
  }

  const std::string& path() const { return path_; }

  void write(std::string_view text) {
    struct stat old{};
    if (::stat(path_.c_str(), &old) != 0) throw_path_error(errno, path_);
    if (::access(path_.c_str(), W_OK) != 0)
      throw_path_error(errno, path_);  // a file that may not be written stays
    std::string name = beside(path_);
    const UniqueFd file(::mkostemp(name.data(), O_CLOEXEC));
    if (!file) throw_path_error(errno, path_);
    temporary_ = name;
    if (!write_all(file.get(), text)) throw_path_error(errno, path_);
    // Only root can, and only root has to.
    if (::fchown(file.get(), old.st_uid, old.st_gid) != 0 && errno != EPERM) throw_path_error(errno, path_);
    if (::fchmod(file.get(), old.st_mode & 07777) != 0) throw_path_error(errno, path_);
  }

  void take_place() {
    std::string name = beside(path_);
    const UniqueFd placeholder(::mkostemp(name.data(), O_CLOEXEC));
    if (!placeholder) throw_path_error(errno, path_);
    ::unlink(name.c_str());
    if (::link(path_.c_str(), name.c_str()) == 0)
      before_ = name;  // file systems without links have no way back
    struct stat now{};
    if (::stat(path_.c_str(), &now) != 0) throw_path_error(errno, path_);
    // The link has changed the time of the last change.
    if (now.st_ino != state_.inode || now.st_size != state_.size || !state_.same_content_time(now))
      throw changed_meanwhile(path_);
    if (::rename(temporary_.c_str(), path_.c_str()) != 0) throw_path_error(errno, path_);
    temporary_.clear();
  }

  // When another one could not take its place.
  void undo() {
    if (!before_.empty() && ::rename(before_.c_str(), path_.c_str()) == 0) before_.clear();
  }

 private:
  std::string path_;
  FileState state_;
  std::string temporary_;
  std::string before_;
};

// Edits of one file by different names are one file's.
std::map<std::string, std::vector<TextEdit>> by_real_path(const std::vector<FileEdits>& edits,
                                                          std::map<std::string, std::string>& names) {
  std::map<std::string, std::vector<TextEdit>> files;
  for (const auto& file : edits) {
    const std::string name = path_of(file.uri);
    if (name.empty())
      throw ApiError(422, "UNPROCESSABLE_ENTITY", "the edits are for " + file.uri + ", which is no file");
    const auto path = real_path(name);
    if (!path) throw_path_error(errno, name);
    names[*path] = name;
    auto& list = files[*path];
    list.insert(list.end(), file.edits.begin(), file.edits.end());
  }
  return files;
}

std::string edited(std::string_view before, std::vector<TextEdit> edits, LineEnds ends) {
  if (before.starts_with("\xFF\xFE") || before.starts_with("\xFE\xFF"))
    throw std::invalid_argument("it is in UTF-16, not in UTF-8");
  const std::string_view mark = before.starts_with(byte_order_mark) ? byte_order_mark : "";
  before.remove_prefix(mark.size());
  for (auto& edit : edits) edit.new_text = with_line_ends_of(before, std::move(edit.new_text));
  return std::string(mark) + apply_edits(before, edits, ends);
}

}  // namespace

void edit_files(const std::vector<FileEdits>& edits, const EditBasis& basis) {
  std::map<std::string, std::string> names;
  std::vector<Replacement> replacements;
  for (const auto& [path, list] : by_real_path(edits, names)) {
    FileState state;
    const std::string before = read_bytes(path, state);
    const auto known = basis.known.find(names[path]);
    const bool same =
        known != basis.known.end() ? known->second.hash == state.hash : state.changed <= basis.asked_at;
    if (!same) throw changed_meanwhile(names[path]);
    std::string after;
    try {
      after = edited(before, list, basis.line_ends);
    } catch (const std::invalid_argument& e) {
      throw ApiError(422, "UNPROCESSABLE_ENTITY",
                     "the edits of " + names[path] + " can't be made: " + e.what());
    }
    replacements.emplace_back(path, state).write(after);
  }
  std::size_t done = 0;
  try {
    for (; done < replacements.size(); ++done) replacements[done].take_place();
  } catch (...) {
    while (done > 0) replacements[--done].undo();
    throw;
  }
}

}  // namespace toolbox
