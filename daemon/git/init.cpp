#include "git/init.h"

#include <sys/stat.h>

#include "base/api_error.h"
#include "git/failure.h"
#include "git/repository.h"

namespace toolbox {
namespace {

// Hooks and the like, which the user wants in each new repository.
bool has_template_directory() {
  GitConfig config;
  check(git_config_open_default(out(config)));
  ConfigEntry entry;
  return found(git_config_get_entry(out(entry), config.get(), "init.templateDir"));
}

void check_branch_name(const std::string& name) {
  int valid = 0;
  check(git_branch_name_is_valid(&valid, name.c_str()));
  if (valid == 0) throw ApiError(400, "BAD_REQUEST", "bad request: " + name + " is no name for a branch");
}

void check_place(const std::string& path) {
  struct stat at{};
  if (::stat(path.c_str(), &at) != 0 || S_ISDIR(at.st_mode)) return;
  throw ApiError(409, "CONFLICT", "conflict: " + path + " exists and is no directory");
}

}  // namespace

void git_init(const std::string& path, const GitInitParams& params) {
  const std::string branch = params.initial_branch.value_or("");
  if (!branch.empty()) check_branch_name(branch);
  check_place(path);
  struct stat at{};
  git_repository_init_options options;
  git_repository_init_options_init(&options, GIT_REPOSITORY_INIT_OPTIONS_VERSION);
  options.flags = GIT_REPOSITORY_INIT_MKPATH | GIT_REPOSITORY_INIT_MKDIR;
  if (params.bare.value_or(false)) options.flags |= GIT_REPOSITORY_INIT_BARE;
  if (has_template_directory()) options.flags |= GIT_REPOSITORY_INIT_EXTERNAL_TEMPLATE;
  if (!branch.empty()) options.initial_head = branch.c_str();
  Repository made;
  const bool linked = ::lstat((path + "/.git").c_str(), &at) == 0 && S_ISREG(at.st_mode);
  if (linked && !params.bare.value_or(false))
    return static_cast<void>(open_repository(path));  // elsewhere, and there
  check(git_repository_init_ext(out(made), path.c_str(), &options));
}

}  // namespace toolbox
