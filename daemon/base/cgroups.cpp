#include "base/cgroups.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "base/cgroup_paths.h"
#include "base/read_file.h"

namespace toolbox {
namespace {

// How many unused groups are kept, of two descriptors each: few where descriptors are few.
std::size_t most_idle() {
  rlimit open_files{};
  ::getrlimit(RLIMIT_NOFILE, &open_files);
  return static_cast<std::size_t>(std::min<rlim_t>(64, open_files.rlim_cur / 32));
}

bool limited(const std::string& directory) {
  for (const char* file : {"/memory.max", "/memory.high", "/cpu.max", "/pids.max"}) {
    const std::string limit = read_small_file(directory + file);
    if (!limit.empty() && !limit.starts_with("max")) return true;
  }
  return false;
}

// The directory of this process's own group, "" where there is none.
std::string own_group() {
  return find_cgroups(read_small_file("/proc/self/cgroup"), read_small_file("/proc/self/mountinfo")).v2;
}

// Removes what daemons that were killed have left. A living one holds a lock on its directory.
void remove_stale(const std::string& own) {
  std::error_code ec;
  for (const auto& entry : std::filesystem::directory_iterator(own, ec)) {
    if (!entry.path().filename().string().starts_with("toolboxd-")) continue;
    const UniqueFd directory(::open(entry.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (!directory || ::flock(directory.get(), LOCK_EX | LOCK_NB) != 0) continue;
    std::error_code in_use;
    for (const auto& group : std::filesystem::directory_iterator(entry.path(), in_use)) {
      if (group.is_directory(in_use)) ::rmdir(group.path().c_str());
    }
    ::rmdir(entry.path().c_str());
  }
}

UniqueFd open_in(int directory, const char* name, int flags) {
  return UniqueFd(::openat(directory, name, flags | O_CLOEXEC));
}

}  // namespace

bool Cgroups::Group::populated() const {
  std::array<char, 128> text{};
  const ssize_t n = ::pread(events.get(), text.data(), text.size(), 0);
  return n > 0 && std::string_view(text.data(), static_cast<std::size_t>(n)).find("populated 1") !=
                      std::string_view::npos;
}

// With the first command, not at start, which it would make later.
void Cgroups::prepare() {
  prepared_ = true;
  const std::string own = own_group();
  if (own.empty() || limited(own)) return;
  path_ = own + "/toolboxd-XXXXXX";
  if (::mkdtemp(path_.data()) == nullptr) return;
  directory_.reset(::open(path_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (directory_) ::flock(directory_.get(), LOCK_EX | LOCK_NB);
  remove_stale(own);
  // cgroup.kill is as old as Linux 5.14.
  if (directory_ && ::faccessat(directory_.get(), "cgroup.kill", W_OK, 0) == 0) return;
  directory_.reset();
  ::rmdir(path_.c_str());
}

Cgroups::~Cgroups() {
  if (!directory_) return;
  MutexLock lock(mutex_);
  sweep();
  for (auto& group : idle_) ::unlinkat(directory_.get(), group->name.c_str(), AT_REMOVEDIR);
  for (auto& group : occupied_) ::unlinkat(directory_.get(), group->name.c_str(), AT_REMOVEDIR);
  ::rmdir(path_.c_str());
}

Cgroups::Lease Cgroups::lease() {
  {
    MutexLock lock(mutex_);
    if (!prepared_) prepare();
    if (!directory_) return {};
    sweep();
    if (!idle_.empty()) {
      auto group = std::move(idle_.back());
      idle_.pop_back();
      return Lease(*this, std::move(group));
    }
  }
  auto group = make_group();
  return group ? Lease(*this, std::move(group)) : Lease();
}

std::unique_ptr<Cgroups::Group> Cgroups::make_group() {
  auto group = std::make_unique<Group>();
  {
    MutexLock lock(mutex_);
    group->name = std::to_string(++made_);
  }
  if (::mkdirat(directory_.get(), group->name.c_str(), 0755) != 0) return nullptr;
  group->directory = open_in(directory_.get(), group->name.c_str(), O_RDONLY | O_DIRECTORY);
  if (group->directory) group->events = open_in(group->directory.get(), "cgroup.events", O_RDONLY);
  if (group->events) return group;
  ::unlinkat(directory_.get(), group->name.c_str(), AT_REMOVEDIR);
  return nullptr;
}

void Cgroups::give_back(std::unique_ptr<Group> group) {
  MutexLock lock(returned_mutex_);
  returned_.push_back(std::move(group));
}

void Cgroups::sort_in(std::unique_ptr<Group> group) {
  if (group->populated()) {
    occupied_.push_back(std::move(group));
  } else if (group->killed || idle_.size() >= most_idle()) {
    ::unlinkat(directory_.get(), group->name.c_str(), AT_REMOVEDIR);
  } else {
    idle_.push_back(std::move(group));
  }
}

// Looks at what came back, and at a few of the occupied groups, in turn, so that the work a command is small
// however many there are.
void Cgroups::sweep() {
  std::vector<std::unique_ptr<Group>> returned;
  {
    MutexLock lock(returned_mutex_);
    returned.swap(returned_);
  }
  for (auto& group : returned) sort_in(std::move(group));
  constexpr std::size_t a_few = 4;
  const std::size_t count = std::min(a_few, occupied_.size());
  for (std::size_t i = 0; i < count; ++i) {
    auto group = std::move(occupied_.front());
    occupied_.pop_front();
    sort_in(std::move(group));
  }
}

Cgroups::Lease::Lease(Cgroups& owner, std::unique_ptr<Group> group)
    : owner_(&owner), group_(std::move(group)) {}

Cgroups::Lease& Cgroups::Lease::operator=(Lease&& other) noexcept {
  if (this == &other) return *this;
  give_back();
  owner_ = other.owner_;
  group_ = std::move(other.group_);
  return *this;
}

Cgroups::Lease::~Lease() {
  give_back();
}

void Cgroups::Lease::give_back() {
  if (group_) owner_->give_back(std::move(group_));
}

int Cgroups::Lease::events() const {
  return group_ ? group_->events.get() : -1;
}

int Cgroups::Lease::directory() const {
  return group_ ? group_->directory.get() : -1;
}

bool Cgroups::Lease::populated() const {
  return group_ && group_->populated();
}

std::string Cgroups::Lease::members() const {
  std::string out;
  if (!group_) return out;
  const UniqueFd file = open_in(group_->directory.get(), "cgroup.procs", O_RDONLY);
  std::array<char, 4096> buffer{};
  ssize_t n = 0;
  while (file && (n = ::read(file.get(), buffer.data(), buffer.size())) > 0) {
    out.append(buffer.data(), static_cast<std::size_t>(n));
  }
  return out;
}

void Cgroups::Lease::kill_all() {
  if (!group_) return;
  group_->killed = true;
  const UniqueFd file = open_in(group_->directory.get(), "cgroup.kill", O_WRONLY);
  const auto written = ::write(file.get(), "1", 1);
  static_cast<void>(written);
}

}  // namespace toolbox
