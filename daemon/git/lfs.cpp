#include "git/lfs.h"

#include <algorithm>
#include <string_view>

#include "git/failure.h"

namespace toolbox {
namespace {

using Blob = GitHandle<git_blob, git_blob_free>;

constexpr std::string_view attributes_file = ".gitattributes";
constexpr git_object_size_t longest = 1024 * 1024;  // bytes; git itself ignores much longer ones

bool is_attributes_file(std::string_view path) {
  if (!path.ends_with(attributes_file)) return false;
  return path.size() == attributes_file.size() || path[path.size() - attributes_file.size() - 1] == '/';
}

// "*.bin filter=lfs diff=lfs" but not "# filter=lfs".
bool has_lfs_line(std::string_view text) {
  constexpr std::string_view blanks = " \t\r";
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    if (line.find_first_not_of(blanks) == line.find('#')) continue;
    std::size_t at = line.find("filter=lfs");
    for (; at != std::string_view::npos; at = line.find("filter=lfs", at + 1)) {
      const std::size_t end = at + std::string_view("filter=lfs").size();
      const bool begins = at > 0 && blanks.find(line[at - 1]) != std::string_view::npos;
      if (begins && (end == line.size() || blanks.find(line[end]) != std::string_view::npos)) return true;
    }
  }
  return false;
}

bool asks_for_lfs(git_repository* repository, const git_oid& id) {
  Blob blob;
  if (!found(git_blob_lookup(out(blob), repository, &id))) return false;
  const auto size = git_blob_rawsize(blob.get());
  if (size > longest) return false;
  const std::string_view text(static_cast<const char*>(git_blob_rawcontent(blob.get())), size);
  return has_lfs_line(text);
}

}  // namespace

std::string lfs_warning(git_repository* repository) {
  Index index;
  check(git_repository_index(out(index), repository));
  const std::size_t count = git_index_entrycount(index.get());
  for (std::size_t i = 0; i < count; ++i) {
    const git_index_entry* entry = git_index_get_byindex(index.get(), i);
    if (!is_attributes_file(entry->path) || !asks_for_lfs(repository, entry->id)) continue;
    return "the repository uses Git LFS: its large files are here as pointers; `git lfs pull` gets them";
  }
  return {};
}

}  // namespace toolbox
