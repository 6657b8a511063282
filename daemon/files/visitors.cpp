#include "files/visitors.h"

#include <dirent.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/limits.h"
#include "files/messages.h"
#include "files/paths.h"

namespace toolbox {

FindVisitor::FindVisitor(const Substring& what, WalkState& state)
    : state_(state), finder_(what, limits::find_window) {}

void FindVisitor::visit(const WalkEntry& entry, Rows& rows) {
  if (entry.type != DT_REG) return;
  // Not blocking, in case it has become a FIFO.
  const UniqueFd file(
      ::openat(entry.dir_fd, entry.name.c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC));
  if (file) find_in(file.get(), join_path(entry.directory, entry.name), rows);
}

void FindVisitor::find_in(int file, const std::string& path, Rows& rows) {
  // A file that cannot be read, or not any further, ends there.
  const auto read_some = [&](std::span<char> into) {
    const ssize_t n = state_.stop ? 0 : ::read(file, into.data(), into.size());
    return n > 0 ? static_cast<std::size_t>(n) : 0;
  };
  const auto found = [&](std::int64_t line, std::string_view content) {
    return rows.add(Match{path, line, content});
  };
  finder_.search(read_some, found);
}

void SearchVisitor::visit(const WalkEntry& entry, Rows& rows) {
  if (glob_.matches(entry.name)) rows.add(join_path(entry.directory, entry.name));
}

}  // namespace toolbox
