#include "git/conversions.h"

#include <strings.h>
#include <sys/stat.h>

#include <map>
#include <string_view>

#include "base/api_error.h"
#include "git/failure.h"
#include "git/operation.h"

namespace toolbox {
namespace {

struct Wish {
  std::string filter;    // empty: none
  std::string encoding;  // empty: none but UTF-8
};

std::string encoding_of(const char* value) {
  switch (git_attr_value(value)) {
    case GIT_ATTR_VALUE_UNSPECIFIED:
      return {};
    case GIT_ATTR_VALUE_TRUE:
    case GIT_ATTR_VALUE_FALSE:
      return "without a name";  // to git it is an error, too
    default:
      break;
  }
  for (const char* plain : {"", "UTF-8", "UTF8"}) {
    if (::strcasecmp(value, plain) == 0) return {};
  }
  return value;
}

Wish wish_of(git_repository* repository, const std::string& path) {
  const char* names[] = {"filter", "working-tree-encoding"};
  const char* values[] = {nullptr, nullptr};
  check(git_attr_get_many(values, repository, GIT_ATTR_CHECK_FILE_THEN_INDEX, path.c_str(), 2, names));
  Wish wish;
  if (git_attr_value(values[0]) == GIT_ATTR_VALUE_STRING) wish.filter = values[0];
  wish.encoding = encoding_of(values[1]);
  return wish;
}

bool is_file(const std::string& path) {
  struct stat found{};
  return ::lstat(path.c_str(), &found) == 0 && S_ISREG(found.st_mode);
}

[[noreturn]] void refuse(const std::string& path, const std::string& attribute) {
  throw ApiError(422, "UNPROCESSABLE_ENTITY",
                 path + " can't be added here, nothing was: its attribute " + attribute +
                     " asks for a conversion that is not supported; add it by the git program in a shell");
}

}  // namespace

std::string check_conversions(git_repository* repository, const std::vector<std::string>& files) {
  const std::string root = git_repository_workdir(repository);
  GitConfig config;
  check(git_repository_config_snapshot(out(config), repository));
  std::map<std::string, bool> required;
  const auto is_required = [&](const std::string& filter) {
    const auto [at, added] = required.try_emplace(filter, false);
    int value = 0;
    const std::string key = "filter." + filter + ".required";
    if (added && git_config_get_bool(&value, config.get(), key.c_str()) == 0) at->second = value != 0;
    return at->second;
  };
  std::size_t of_lfs = 0;
  for (const auto& path : files) {
    Operation::current().check_stopped();
    const Wish wish = wish_of(repository, path);
    if ((wish.filter.empty() && wish.encoding.empty()) || !is_file(root + path)) continue;
    if (!wish.encoding.empty()) refuse(path, "working-tree-encoding=" + wish.encoding);
    if (is_required(wish.filter)) refuse(path, "filter=" + wish.filter);
    of_lfs += wish.filter == "lfs" ? 1 : 0;
  }
  if (of_lfs == 0) return {};
  return "Git LFS is to keep " + std::to_string(of_lfs) +
         (of_lfs == 1 ? " of the files, which was" : " of the files, which were") +
         " added whole, since its filter does not run here; `git lfs migrate import --no-rewrite` corrects "
         "that";
}

}  // namespace toolbox
