#include "files/place.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <climits>
#include <utility>

#include "base/path_error.h"

namespace toolbox {
namespace {

constexpr int max_links = 40;  // the kernel's own bound

UniqueFd open_directory(int from, const std::string& path) {
  return UniqueFd(::openat(from, path.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
}

// Those that exist are left as they are; what is missing in the end shows when the directory is opened.
void make_directories(const std::string& path) {
  for (std::size_t end = path.find('/', 1);; end = path.find('/', end + 1)) {
    const std::string parent = path.substr(0, end);
    if (::mkdir(parent.c_str(), 0755) != 0 && errno != EEXIST) throw_path_error(errno, parent);
    if (end == std::string::npos) return;
  }
}

// Splits `path`, which is relative to the directory `from`, and opens its directory. asked_for: what errors
// name.
Place enter(int from, const std::string& path, bool make_parents, const std::string& asked_for) {
  const std::size_t slash = path.rfind('/');
  std::string directory = ".";
  if (slash != std::string::npos) directory = slash == 0 ? "/" : path.substr(0, slash);
  Place place{{}, path.substr(slash + 1), std::nullopt};  // npos + 1 is 0
  if (place.name.empty()) throw_path_error(EISDIR, asked_for);
  place.directory = open_directory(from, directory);
  if (!place.directory && errno == ENOENT && make_parents) {
    make_directories(directory);
    place.directory = open_directory(from, directory);
  }
  if (!place.directory) throw_path_error(errno, asked_for);
  return place;
}

std::string read_link(const Place& place, const std::string& path) {
  std::string target(PATH_MAX, '\0');
  const ssize_t n = ::readlinkat(place.directory.get(), place.name.c_str(), target.data(), target.size());
  if (n < 0) throw_path_error(errno, path);
  target.resize(static_cast<std::size_t>(n));
  return target;
}

}  // namespace

Place find_place(const std::string& path, bool make_parents) {
  check_path(path);
  Place place = enter(AT_FDCWD, path, make_parents, path);
  for (int links = 0; links <= max_links; ++links) {
    struct stat found{};
    if (::fstatat(place.directory.get(), place.name.c_str(), &found, AT_SYMLINK_NOFOLLOW) != 0) {
      if (errno == ENOENT) return place;
      throw_path_error(errno, path);
    }
    if (S_ISLNK(found.st_mode)) {
      // The text of /proc's links is no path, so what they lead to must not be looked for by it.
      struct stat end{};
      const bool leads = ::fstatat(place.directory.get(), place.name.c_str(), &end, 0) == 0;
      if (!leads || S_ISREG(end.st_mode)) {
        place = enter(place.directory.get(), read_link(place, path), false, path);
        continue;
      }
      found = end;
    }
    if (S_ISDIR(found.st_mode)) throw_path_error(EISDIR, path);
    place.before = found;
    return place;
  }
  throw_path_error(ELOOP, path);
}

}  // namespace toolbox
