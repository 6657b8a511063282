#include <gtest/gtest.h>

#include <string>

#include "base/log.h"
#include "temp_dir.h"

namespace toolbox {
namespace {

// Nothing below its level: these tests leave no lines on stdout.
LogConfig config_with(const std::string& file) {
  LogConfig config;
  config.level = "error";
  config.file = file;
  return config;
}

TEST(Log, AFileThatCannotBeOpenedDoesNotStopTheStartHoweverSoonTheWriterRuns) {
  const TempDir directory;
  const std::string below_a_file = directory.write("file", "") + "/daemon.log";
  for (int i = 0; i < 300; ++i) Log log(config_with(below_a_file));
}

TEST(Log, LinesBelowTheLevelAreLeftOut) {
  const TempDir directory;
  {
    Log log(config_with(directory.at("daemon.log")));
    log.warn("not this one");
    log.info("nor this one");
  }
  EXPECT_EQ(read_file(directory.at("daemon.log")), "");
}

}  // namespace
}  // namespace toolbox
