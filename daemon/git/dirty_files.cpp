#include "git/dirty_files.h"

#include <algorithm>

#include "base/api_error.h"
#include "base/utf8.h"

namespace toolbox {

void check_not_dirty(std::vector<std::string> files, const std::string& doing) {
  if (files.empty()) return;
  constexpr std::size_t most = 20;  // that are named; a message is for a person
  std::sort(files.begin(), files.end());
  files.erase(std::unique(files.begin(), files.end()), files.end());
  std::string list;
  for (std::size_t i = 0; i < std::min(most, files.size()); ++i)
    list += (i > 0 ? ", " : "") + utf8::to_valid(files[i]);
  if (files.size() > most) list += " and " + std::to_string(files.size() - most) + " more";
  throw ApiError(409, "GIT_DIRTY_WORKTREE",
                 "conflict: " + doing + " would overwrite local changes to " + list +
                     ": commit them or put them away first");
}

}  // namespace toolbox
