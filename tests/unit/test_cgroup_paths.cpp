#include <gtest/gtest.h>

#include <string>

#include "base/cgroup_paths.h"

namespace toolbox {
namespace {

// As a systemd machine with the unified hierarchy has it.
constexpr auto v2_mount =
    "24 30 0:22 / /proc rw,nosuid,nodev,noexec,relatime shared:13 - proc proc rw\n"
    "35 25 0:30 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:9 - cgroup2 cgroup2 rw,nsdelegate\n";

constexpr auto v1_mounts =
    "32 31 0:27 / /sys/fs/cgroup/systemd rw,nosuid shared:11 - cgroup cgroup rw,xattr,name=systemd\n"
    "36 31 0:31 / /sys/fs/cgroup/memory rw,nosuid shared:15 - cgroup cgroup rw,memory\n"
    "37 31 0:32 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid shared:16 - cgroup cgroup rw,cpu,cpuacct\n";

TEST(CgroupPaths, TheUnifiedHierarchyIsFound) {
  const auto paths = find_cgroups("0::/user.slice/user-1000.slice\n", v2_mount);
  EXPECT_EQ(paths.v2, "/sys/fs/cgroup/user.slice/user-1000.slice");
  EXPECT_EQ(paths.v1_memory, "");
  EXPECT_EQ(paths.v1_cpu, "");
  EXPECT_EQ(paths.v1_cpuacct, "");
}

TEST(CgroupPaths, InACgroupNamespaceTheMountIsTheGroup) {
  EXPECT_EQ(find_cgroups("0::/\n", v2_mount).v2, "/sys/fs/cgroup");
  EXPECT_EQ(find_cgroups("0::/", "600 590 0:30 /../../.. /sys/fs/cgroup ro - cgroup2 cgroup rw\n").v2,
            "/sys/fs/cgroup");
}

TEST(CgroupPaths, TheOldHierarchiesAreFound) {
  const auto paths = find_cgroups(
      "12:memory:/user.slice\n"
      "5:cpu,cpuacct:/user.slice/x\n"
      "1:name=systemd:/user.slice\n",
      v1_mounts);
  EXPECT_EQ(paths.v2, "");
  EXPECT_EQ(paths.v1_memory, "/sys/fs/cgroup/memory/user.slice");
  EXPECT_EQ(paths.v1_cpu, "/sys/fs/cgroup/cpu,cpuacct/user.slice/x");
  EXPECT_EQ(paths.v1_cpuacct, "/sys/fs/cgroup/cpu,cpuacct/user.slice/x");
}

TEST(CgroupPaths, BothAreFoundOnAHybridMachine) {
  const auto paths = find_cgroups(
      "12:memory:/box\n"
      "5:cpu,cpuacct:/box\n"
      "0::/box\n",
      std::string(v1_mounts) + "33 31 0:28 / /sys/fs/cgroup/unified rw shared:10 - cgroup2 cgroup2 rw\n");
  EXPECT_EQ(paths.v2, "/sys/fs/cgroup/unified/box");
  EXPECT_EQ(paths.v1_memory, "/sys/fs/cgroup/memory/box");
  EXPECT_EQ(paths.v1_cpu, "/sys/fs/cgroup/cpu,cpuacct/box");
}

TEST(CgroupPaths, WithoutACgroupNamespaceTheMountShowsTheContainersSubtree) {
  const auto v1 = find_cgroups(
      "4:memory:/docker/abc\n"
      "3:cpu,cpuacct:/docker/abc\n",
      "700 690 0:31 /docker/abc /sys/fs/cgroup/memory ro,nosuid master:15 - cgroup cgroup rw,memory\n"
      "701 690 0:32 /docker/abc /sys/fs/cgroup/cpu,cpuacct ro,nosuid master:16 - cgroup cgroup "
      "rw,cpu,cpuacct\n");
  EXPECT_EQ(v1.v1_memory, "/sys/fs/cgroup/memory");
  EXPECT_EQ(v1.v1_cpuacct, "/sys/fs/cgroup/cpu,cpuacct");

  const auto v2 = "702 690 0:30 /docker/abc /sys/fs/cgroup ro - cgroup2 cgroup rw\n";
  EXPECT_EQ(find_cgroups("0::/docker/abc\n", v2).v2, "/sys/fs/cgroup");
  EXPECT_EQ(find_cgroups("0::/docker/abc/init.scope\n", v2).v2, "/sys/fs/cgroup/init.scope");
  EXPECT_EQ(find_cgroups("0::/docker/abcdef\n", v2).v2, "/sys/fs/cgroup");
}

TEST(CgroupPaths, OptionalFieldsOfAMountAreSkipped) {
  for (const char* optional :
       {"", "shared:1 ", "shared:1 master:2 ", "master:2 propagate_from:3 unbindable "}) {
    const std::string line = std::string("35 25 0:30 / /cg rw ") + optional + "- cgroup2 cgroup2 rw\n";
    EXPECT_EQ(find_cgroups("0::/a\n", line).v2, "/cg/a") << line;
  }
}

TEST(CgroupPaths, WithoutCgroupsThereAreNoPaths) {
  for (const char* cgroup : {"", "\n", "::", "nonsense", "0::", "0", "1:memory"}) {
    const auto paths = find_cgroups(cgroup, "24 30 0:22 / /proc rw - proc proc rw\n\nshort line\n- - -\n");
    EXPECT_EQ(paths.v2 + paths.v1_memory + paths.v1_cpu + paths.v1_cpuacct, "") << cgroup;
  }
  EXPECT_EQ(find_cgroups("0::/a\n", "").v2, "");
}

}  // namespace
}  // namespace toolbox
