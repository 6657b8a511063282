#include "general/metrics.h"

#include <sys/statvfs.h>
#include <sys/sysinfo.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <map>
#include <sstream>
#include <vector>

#include "base/cgroup_paths.h"
#include "base/offload.h"
#include "base/read_file.h"
#include "base/time_format.h"
#include "base/timer.h"

namespace toolbox {
namespace {

using Clock = std::chrono::steady_clock;

std::optional<std::uint64_t> read_number(const std::string& path) {
  std::istringstream text(read_small_file(path));
  std::uint64_t value = 0;
  if (text >> value) return value;
  return std::nullopt;  // absent, or "max"
}

// "name value" lines; /proc/meminfo's "name:  value kB" too.
std::map<std::string, std::uint64_t> read_table(const std::string& path) {
  std::istringstream text(read_small_file(path));
  std::map<std::string, std::uint64_t> table;
  for (std::string line; std::getline(text, line);) {
    std::istringstream fields(line);
    std::string name;
    std::uint64_t value = 0;
    if (fields >> name >> value) table[name.ends_with(':') ? name.substr(0, name.size() - 1) : name] = value;
  }
  return table;
}

double host_cpu_seconds() {
  std::istringstream text(read_small_file("/proc/stat"));
  std::string name;
  double user = 0, nice = 0, system = 0, idle = 0, wait = 0, irq = 0, soft = 0, steal = 0;
  text >> name >> user >> nice >> system >> idle >> wait >> irq >> soft >> steal;
  return (user + nice + system + irq + soft + steal) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

double cpu_seconds(const CgroupPaths& cgroups) {
  if (!cgroups.v2.empty()) {
    const auto table = read_table(cgroups.v2 + "/cpu.stat");
    if (const auto it = table.find("usage_usec"); it != table.end())
      return static_cast<double>(it->second) / 1e6;
  }
  if (!cgroups.v1_cpuacct.empty()) {
    if (const auto used = read_number(cgroups.v1_cpuacct + "/cpuacct.usage"))
      return static_cast<double>(*used) / 1e9;
  }
  return host_cpu_seconds();
}

// How many processors may be used: the quota's, else all that are online.
double cpu_limit(const CgroupPaths& cgroups) {
  const double online = static_cast<double>(std::max(1L, ::sysconf(_SC_NPROCESSORS_ONLN)));
  double quota = 0, period = 0;
  if (!cgroups.v2.empty()) {
    std::istringstream text(read_small_file(cgroups.v2 + "/cpu.max"));
    if (text >> quota >> period && period > 0) return std::min(online, quota / period);
  }
  if (!cgroups.v1_cpu.empty()) {
    std::istringstream quota_text(read_small_file(cgroups.v1_cpu + "/cpu.cfs_quota_us"));
    std::istringstream period_text(read_small_file(cgroups.v1_cpu + "/cpu.cfs_period_us"));
    if (quota_text >> quota && period_text >> period && quota > 0 && period > 0) {
      return std::min(online, quota / period);
    }
  }
  return online;
}

void read_memory(const CgroupPaths& cgroups, SystemMetrics& m) {
  const auto host = read_table("/proc/meminfo");
  const auto kib = [&](const char* name) {
    const auto it = host.find(name);
    return it == host.end() ? 0 : it->second * 1024;
  };
  m.mem_total = kib("MemTotal");
  if (struct sysinfo info{}; m.mem_total == 0 && ::sysinfo(&info) == 0) {
    m.mem_total = info.totalram * info.mem_unit;  // no /proc here
  }
  m.mem_cache = kib("Cached") + kib("Buffers");
  m.mem_used = m.mem_total - std::min(m.mem_total, kib("MemAvailable"));

  std::optional<std::uint64_t> limit, usage;
  std::uint64_t cache = 0;
  if (!cgroups.v2.empty() && (usage = read_number(cgroups.v2 + "/memory.current"))) {
    limit = read_number(cgroups.v2 + "/memory.max");
    cache = read_table(cgroups.v2 + "/memory.stat")["file"];
  } else if (!cgroups.v1_memory.empty() &&
             (usage = read_number(cgroups.v1_memory + "/memory.usage_in_bytes"))) {
    limit = read_number(cgroups.v1_memory + "/memory.limit_in_bytes");
    cache = read_table(cgroups.v1_memory + "/memory.stat")["total_cache"];
  }
  if (!usage) return;
  if (limit) m.mem_total = std::min(m.mem_total, *limit);  // v1 says "unlimited" by a huge number
  m.mem_cache = cache;
  m.mem_used = *usage - std::min(*usage, cache);
}

void read_disk(SystemMetrics& m) {
  struct statvfs info{};
  if (::statvfs("/", &info) != 0) return;
  m.disk_total = info.f_blocks * info.f_frsize;
  m.disk_free = info.f_bavail * info.f_frsize;
  m.disk_used = (info.f_blocks - info.f_bfree) * info.f_frsize;
}

struct Snapshot {
  SystemMetrics metrics;
  CpuSample cpu;
};

Snapshot take_snapshot() {
  const auto cgroups =
      find_cgroups(read_small_file("/proc/self/cgroup"), read_small_file("/proc/self/mountinfo"));
  Snapshot s;
  s.metrics.cpu_count = cpu_limit(cgroups);
  read_memory(cgroups, s.metrics);
  read_disk(s.metrics);
  const timespec time = now();
  s.metrics.timestamp = rfc3339_nano(time);
  s.metrics.timestamp_unix = time.tv_sec;
  s.cpu = {cpu_seconds(cgroups), Clock::now()};
  return s;
}

}  // namespace

Task<SystemMetrics> Metrics::read() {
  using namespace std::chrono_literals;
  constexpr auto shortest_window = 200ms;
  constexpr auto longest_window = 30s;
  auto snapshot = co_await offload(pool_, take_snapshot);
  if (!last_ || snapshot.cpu.at - last_->at > longest_window) {
    last_ = snapshot.cpu;
    Timer timer(co_await asio::this_coro::executor, shortest_window);
    co_await timer.async_wait(use_task);
    snapshot = co_await offload(pool_, take_snapshot);
  }
  const double seconds = std::chrono::duration<double>(snapshot.cpu.at - last_->at).count();
  if (snapshot.cpu.at - last_->at >= shortest_window) {
    const double used = snapshot.cpu.used - last_->used;
    last_pct_ = std::clamp(used / seconds / snapshot.metrics.cpu_count * 100, 0.0, 100.0);
    last_ = snapshot.cpu;
  }
  snapshot.metrics.cpu_used_pct = last_pct_;
  co_return snapshot.metrics;
}

}  // namespace toolbox
