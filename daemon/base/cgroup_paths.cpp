#include "base/cgroup_paths.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <sstream>
#include <utility>
#include <vector>

namespace toolbox {

CgroupPaths find_cgroups(const std::string& cgroup, const std::string& mountinfo) {
  // mountinfo: id parent major:minor root mount-point options [optional…] - type source super-options
  std::map<std::string, std::pair<std::string, std::string>>
      mounts;  // controller, "" for v2 → root, mount point
  std::istringstream mount_lines(mountinfo);
  for (std::string line; std::getline(mount_lines, line);) {
    std::istringstream text(line);
    const std::vector<std::string> f{std::istream_iterator<std::string>(text), {}};
    const auto dash = std::ranges::find(f, "-");
    if (dash == f.end() || f.end() - dash < 4 || f.size() < 7) continue;
    const auto place = std::pair(f[3] == "/" ? "" : f[3], f[4]);
    if (dash[1] == "cgroup2") mounts[""] = place;
    if (dash[1] != "cgroup") continue;
    std::istringstream options(dash[3]);
    for (std::string option; std::getline(options, option, ',');) mounts[option] = place;
  }
  CgroupPaths paths;
  const auto resolve = [&](const std::string& controller, const std::string& own, std::string& out) {
    const auto it = mounts.find(controller);
    if (it == mounts.end()) return;
    const auto& [root, point] = it->second;
    // In a container without a cgroup namespace the mount shows a subtree: its root is our group's prefix.
    const std::string below = own.starts_with(root) ? own.substr(root.size()) : "";
    out = point + (below.size() > 1 && below[0] == '/' ? below : "");
  };
  std::istringstream cgroup_lines(cgroup);
  for (std::string line; std::getline(cgroup_lines, line);) {
    const auto first = line.find(':');
    const auto second = line.find(':', first + 1);
    if (first == std::string::npos || second == std::string::npos) continue;
    const std::string own = line.substr(second + 1);
    if (second == first + 1) resolve("", own, paths.v2);
    std::istringstream controllers(line.substr(first + 1, second - first - 1));
    for (std::string name; std::getline(controllers, name, ',');) {
      if (name == "memory") resolve(name, own, paths.v1_memory);
      if (name == "cpu") resolve(name, own, paths.v1_cpu);
      if (name == "cpuacct") resolve(name, own, paths.v1_cpuacct);
    }
  }
  return paths;
}

}  // namespace toolbox
