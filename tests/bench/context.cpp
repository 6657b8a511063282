#include "context.h"

#include <cerrno>
#include <cstdlib>
#include <system_error>

namespace toolbox::bench {
namespace {

std::filesystem::path parent_directory() {
  for (const char* variable : {"TOOLBOXD_BENCH_DIR", "TMPDIR"}) {
    const char* value = std::getenv(variable);
    if (value != nullptr && *value != '\0') return std::filesystem::absolute(value);
  }
  return "/tmp";
}

}  // namespace

WorkDirectory::WorkDirectory() {
  std::filesystem::create_directories(parent_directory());
  auto name = (parent_directory() / "toolboxd-bench-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::system_error(errno, std::generic_category(), name);
  path_ = name;
}

WorkDirectory::~WorkDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Scratch::Scratch(const Context& context, const std::string& name) : path_(context.work / name) {
  std::filesystem::create_directories(path_);
}

Scratch::~Scratch() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace toolbox::bench
