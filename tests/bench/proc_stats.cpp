#include "proc_stats.h"

#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <system_error>

namespace toolbox::bench {
namespace {

std::string proc_path(pid_t pid, const char* name) {
  return "/proc/" + std::to_string(pid) + "/" + name;
}

// The number after `key` at the start of a line ("VmHWM:    1234 kB").
std::uint64_t field(const std::string& file, const std::string& key) {
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with(key)) return std::stoull(line.substr(key.size()));
  }
  throw std::runtime_error(file + " has no " + key);
}

}  // namespace

double resident_kib(pid_t pid) {
  // smaps_rollup counts pages; VmRSS in status may lag behind by some pages a thread.
  return static_cast<double>(field(proc_path(pid, "smaps_rollup"), "Rss:"));
}

double proportional_kib(pid_t pid) {
  return static_cast<double>(field(proc_path(pid, "smaps_rollup"), "Pss:"));
}

double tree_resident_kib(pid_t pid) {
  std::uint64_t size = 0;
  std::uint64_t pages = 0;
  std::ifstream(proc_path(pid, "statm")) >> size >> pages;
  double sum = static_cast<double>(pages) * static_cast<double>(::sysconf(_SC_PAGESIZE)) / 1024;
  std::error_code gone;
  std::filesystem::directory_iterator thread(proc_path(pid, "task"), gone);
  for (; !gone && thread != std::filesystem::directory_iterator(); thread.increment(gone)) {
    std::ifstream children(thread->path() / "children");
    for (pid_t child = 0; children >> child;) sum += tree_resident_kib(child);
  }
  return sum;
}

void reset_peak(pid_t pid) {
  std::ofstream out(proc_path(pid, "clear_refs"));
  out << "5";
  if (!out.flush()) throw std::runtime_error("cannot write " + proc_path(pid, "clear_refs"));
}

double peak_kib(pid_t pid) {
  return static_cast<double>(field(proc_path(pid, "status"), "VmHWM:"));
}

Switches context_switches(pid_t pid) {
  Switches switches;
  for (const auto& thread : std::filesystem::directory_iterator(proc_path(pid, "task"))) {
    const auto status = (thread.path() / "status").string();
    switches[std::stoi(thread.path().filename())] =
        field(status, "voluntary_ctxt_switches:") + field(status, "nonvoluntary_ctxt_switches:");
  }
  return switches;
}

std::uint64_t wake_ups(const Switches& before, const Switches& after) {
  std::uint64_t count = 0;
  for (const auto& [thread, switches] : after) {
    const auto was = before.find(thread);
    count += was == before.end() ? std::max<std::uint64_t>(switches, 1) : switches - was->second;
  }
  for (const auto& [thread, switches] : before) {
    if (!after.contains(thread)) ++count;
  }
  return count;
}

}  // namespace toolbox::bench
