#include "context.h"

#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <system_error>

namespace toolbox::bench {
namespace {

constexpr std::uintmax_t room_for_many_files = std::uintmax_t{2} << 30;

}  // namespace

std::filesystem::path parent_directory() {
  for (const char* variable : {"TOOLBOXD_BENCH_DIR", "TMPDIR"}) {
    const char* value = std::getenv(variable);
    if (value != nullptr && *value != '\0') return std::filesystem::absolute(value);
  }
  return "/tmp";
}

std::filesystem::path fast_parent_directory() {
  const char* chosen = std::getenv("TOOLBOXD_BENCH_DIR");
  if (chosen != nullptr && *chosen != '\0') return parent_directory();
  std::error_code error;
  const auto space = std::filesystem::space("/dev/shm", error);
  const bool usable = !error && space.available >= room_for_many_files && ::access("/dev/shm", W_OK) == 0;
  return usable ? "/dev/shm" : parent_directory();
}

WorkDirectory::WorkDirectory(const std::filesystem::path& parent) {
  std::filesystem::create_directories(parent);
  auto name = (parent / "toolboxd-bench-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) throw std::system_error(errno, std::generic_category(), name);
  path_ = name;
}

WorkDirectory::~WorkDirectory() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

Scratch::Scratch(const std::filesystem::path& parent, const std::string& name) : path_(parent / name) {
  std::filesystem::create_directories(path_);
}

Scratch::~Scratch() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

}  // namespace toolbox::bench
