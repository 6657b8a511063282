#include "git/half_written.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <string>
#include <vector>

#include "git/failure.h"
#include "git/repository.h"

namespace toolbox {
namespace {

using Blob = GitHandle<git_blob, git_blob_free>;

// Whether the file at `path` has the first `size` bytes of the blob, and no others.
bool is_beginning(git_repository* repository, const git_oid& id, const std::string& path, std::size_t size) {
  Blob blob;
  check(git_blob_lookup(out(blob), repository, &id));
  if (git_blob_rawsize(blob.get()) <= size) return false;
  const char* rest = static_cast<const char*>(git_blob_rawcontent(blob.get()));
  std::ifstream file(path, std::ios::binary);
  std::vector<char> buffer(64 * 1024);
  while (size > 0) {
    const std::size_t part = std::min(size, buffer.size());
    if (!file.read(buffer.data(), static_cast<std::streamsize>(part))) return false;
    if (!std::equal(buffer.data(), buffer.data() + part, rest)) return false;
    rest += part;
    size -= part;
  }
  return true;
}

// The file that the checkout has begun with is of neither commit.
bool is_half_written(git_repository* repository, const git_diff_delta& delta, const std::string& path) {
  struct stat found{};
  if (::lstat(path.c_str(), &found) != 0 || !S_ISREG(found.st_mode)) return false;
  git_oid id;
  if (git_repository_hashfile(&id, repository, path.c_str(), GIT_OBJECT_BLOB, delta.new_file.path) < 0)
    return false;
  if (delta.status == GIT_DELTA_MODIFIED && git_oid_equal(&id, &delta.old_file.id) != 0) return false;
  return is_beginning(repository, delta.new_file.id, path, static_cast<std::size_t>(found.st_size));
}

}  // namespace

void remove_half_written(git_repository* repository, git_tree* target) {
  const Tree head = head_tree(repository);
  git_diff_options options;
  git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
  Diff changes;
  check(git_diff_tree_to_tree(out(changes), repository, head.get(), target, &options));
  const std::string root = git_repository_workdir(repository);
  const std::size_t count = git_diff_num_deltas(changes.get());
  for (std::size_t i = 0; i < count; ++i) {
    const git_diff_delta& delta = *git_diff_get_delta(changes.get(), i);
    const bool is_written = delta.status == GIT_DELTA_ADDED || delta.status == GIT_DELTA_MODIFIED;
    if (!is_written || (delta.new_file.mode & S_IFMT) != S_IFREG) continue;
    const std::string path = root + delta.new_file.path;
    if (is_half_written(repository, delta, path)) ::unlink(path.c_str());
  }
}

}  // namespace toolbox
