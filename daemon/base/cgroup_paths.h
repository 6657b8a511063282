#pragma once
#include <string>

namespace toolbox {

// Where this process's accounting is: files of cgroup v2 or v1, empty where there are none.
struct CgroupPaths {
  std::string v2;         // directory
  std::string v1_memory;  // directories of the two v1 hierarchies
  std::string v1_cpu;
  std::string v1_cpuacct;
};

// Finds them from the text of /proc/self/cgroup and /proc/self/mountinfo.
CgroupPaths find_cgroups(const std::string& cgroup, const std::string& mountinfo);

}  // namespace toolbox
