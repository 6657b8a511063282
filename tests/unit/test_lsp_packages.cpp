#include <gtest/gtest.h>

#include <filesystem>

#include "lsp/packages.h"
#include "temp_dir.h"

namespace toolbox {
namespace {

namespace fs = std::filesystem;

class LspPackages : public testing::Test {
 protected:
  void environment(const std::string& name) {
    fs::create_directories(root + name + "/bin");
    fs::create_directories(root + name + "/lib/python3.11/site-packages");
    fs::copy_file("/proc/self/exe", root + name + "/bin/python");
  }
  PythonPackages look() const { return python_packages(root, watchers); }
  static std::vector<std::string> places(const PythonPackages& packages) {
    std::vector<std::string> found;
    for (const auto& [place, changed] : packages.changed) found.push_back(place);
    return found;
  }

  const TempDir dir;
  const std::string root = dir.at("project");
  std::vector<Watcher> watchers;
};

TEST_F(LspPackages, TheProjectsEnvironment) {
  const PythonPackages none = look();
  EXPECT_EQ(none, PythonPackages());
  environment("/venv");
  const PythonPackages first = look();
  EXPECT_EQ(first.python, root + "/venv/bin/python");
  EXPECT_EQ(places(first), std::vector<std::string>{root + "/venv/lib/python3.11/site-packages"});
  EXPECT_TRUE(first.differ_from(none));
  EXPECT_FALSE(look().differ_from(first));
  environment("/.venv");
  EXPECT_EQ(look().python, root + "/.venv/bin/python");
  EXPECT_TRUE(look().differ_from(first));
}

TEST_F(LspPackages, SomethingIsInstalled) {
  environment("/venv");
  const fs::path place = root + "/venv/lib/python3.11/site-packages";
  const auto time = fs::last_write_time(place);
  const PythonPackages before = look();
  fs::create_directory(place / "new");
  fs::last_write_time(place, time + std::chrono::seconds(1));
  EXPECT_TRUE(look().differ_from(before));
}

TEST_F(LspPackages, DirectoriesThatAServerNames) {
  const std::string library = dir.at("lib");
  fs::create_directories(library + "/site-packages");
  const PythonPackages before = look();
  watchers = {
      {library + "/", WatchGlob("**"), 7}, {root + "/", WatchGlob("**"), 7}, {"/", WatchGlob("**"), 7}};
  const PythonPackages now = look();
  EXPECT_EQ(places(now), (std::vector<std::string>{library + "/", library + "/site-packages"}));
  EXPECT_FALSE(now.differ_from(before)) << "they were not looked at before";
}

}  // namespace
}  // namespace toolbox
