#include "files/list.h"

#include <dirent.h>
#include <fcntl.h>

#include <algorithm>
#include <cerrno>
#include <string>
#include <utility>

#include "base/limits.h"
#include "base/path_error.h"
#include "base/unique_fd.h"
#include "files/directory.h"
#include "files/paths.h"

namespace toolbox {
namespace {

// About what a row of the answer has beside its name and path.
constexpr std::size_t row_overhead = 256;

struct Row {
  FileInfo info;
  bool enter;  // a directory, not a link to one
};

// A directory whose rows are being moved into the list.
struct Level {
  std::vector<Row> rows;
  std::size_t next = 0;
};

class Lister {
 public:
  Lister(std::int64_t depth, const StopFlag& stop, std::size_t most)
      : depth_(depth), stop_(stop), most_(most) {}

  std::vector<FileInfo> run(const std::string& path) {
    std::vector<FileInfo> list;
    std::vector<Level> levels(1);
    if (const int error = read_rows(path, 0, levels.back().rows); error == ENOTDIR) {
      const FileInfo other = file_info(path);  // throws when it is a component before that is no directory
      throw ApiError::bad_path("bad request: " + other.path + ": not a directory");
    } else if (error != 0) {
      throw_path_error(error, path);
    }
    list.reserve(levels.back().rows.size());
    while (!levels.empty() && !stop_) {
      Level& level = levels.back();
      if (level.next == level.rows.size()) {
        levels.pop_back();
        continue;
      }
      Row& row = level.rows[level.next++];
      list.push_back(std::move(row.info));
      if (!row.enter || static_cast<std::int64_t>(levels.size()) >= depth_) continue;
      Level below;
      if (read_rows(list.back().path, O_NOFOLLOW, below.rows) == 0) levels.push_back(std::move(below));
    }
    return list;
  }

 private:
  // Returns errno's value. The directory is closed again before its children are opened, by path: a deep tree
  // does not use up the descriptors.
  int read_rows(const std::string& path, int flags, std::vector<Row>& rows) {
    const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC | O_NONBLOCK | flags));
    if (!fd) return errno;
    std::vector<DirEntry> entries;
    if (const int error = read_names(fd.get(), path, entries); error != 0) return error;
    rows.reserve(entries.size());
    for (auto& entry : entries) {
      if (stop_) return 0;
      struct stat info{};
      const int error = stat_entry(fd.get(), entry.name.c_str(), info);
      if (error == EACCES) return error;  // the directory may be read but not entered
      if (error != 0) continue;
      std::string full = join_path(path, entry.name);
      rows.push_back({make_file_info(std::move(entry.name), std::move(full), info), entry.type == DT_DIR});
    }
    return 0;
  }

  int read_names(int fd, const std::string& path, std::vector<DirEntry>& entries) {
    for (std::size_t had = 0; !stop_; had = entries.size()) {
      if (const int error = next_entries(fd, entries); error != 0) return error;
      if (entries.size() == had) break;
      for (std::size_t i = had; i < entries.size(); ++i) {
        count(row_overhead + path.size() + 2 * entries[i].name.size());
      }
    }
    std::ranges::sort(entries, {}, &DirEntry::name);
    return 0;
  }

  void count(std::size_t bytes) {
    size_ += bytes;
    if (size_ <= most_) return;
    throw ApiError(
        413, "PAYLOAD_TOO_LARGE",
        "the list is more than " + std::to_string(most_ / limits::MiB) + " MiB: narrow the path or depth");
  }

  const std::int64_t depth_;
  const StopFlag& stop_;
  const std::size_t most_;  // bytes
  std::size_t size_ = 0;    // of the answer so far
};

}  // namespace

std::vector<FileInfo> list_directory(const std::string& path, std::int64_t depth, const StopFlag& stop,
                                     std::size_t most) {
  return Lister(depth, stop, most).run(path);
}

}  // namespace toolbox
