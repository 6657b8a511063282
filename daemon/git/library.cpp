#include "git/library.h"

#include <git2.h>

#include <mutex>

#include "base/api_error.h"
#include "base/limits.h"
#include "git/ssh_transport.h"
#include "git/streams.h"

namespace toolbox {
namespace {

constexpr std::size_t most_objects = 100'000'000;  // of a pack; ten times what the largest repositories have

void start_libgit2(const std::string& home) {
  if (git_libgit2_init() < 0) throw ApiError::unavailable("libgit2 cannot be started");
  // The sandbox is its user's own: who owns a directory in it says nothing about whom to trust.
  git_libgit2_opts(GIT_OPT_SET_OWNER_VALIDATION, 0);
  git_libgit2_opts(GIT_OPT_SET_SEARCH_PATH, GIT_CONFIG_LEVEL_GLOBAL, home.c_str());
  // Objects that are read are not hashed again, as git does not: packs are checked when they come.
  git_libgit2_opts(GIT_OPT_ENABLE_STRICT_HASH_VERIFICATION, 0);
  git_libgit2_opts(GIT_OPT_SET_CACHE_MAX_SIZE, static_cast<ssize_t>(limits::git_object_cache));
  // What more a pack announces is not believed, before there is memory for it.
  git_libgit2_opts(GIT_OPT_SET_PACK_MAX_OBJECTS, most_objects);
  register_streams();
  register_ssh_transport();
}

}  // namespace

void use_libgit2(const std::string& home) {
  static std::once_flag once;
  std::call_once(once, [&] { start_libgit2(home); });
}

}  // namespace toolbox
