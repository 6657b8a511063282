#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <zlib.h>

#include <algorithm>
#include <array>
#include <ctime>
#include <memory>
#include <string>
#include <vector>

#include "base/rotating_file.h"
#include "fixtures.h"

namespace toolbox {
namespace {

namespace fs = std::filesystem;

std::string unzipped(const fs::path& path) {
  const std::unique_ptr<gzFile_s, int (*)(gzFile)> file(::gzopen(path.c_str(), "rb"), ::gzclose);
  std::array<char, 4096> text{};
  const int n = ::gzread(file.get(), text.data(), text.size());
  return {text.data(), static_cast<std::size_t>(std::max(n, 0))};
}

class RotatingFileTest : public testing::Test {
 protected:
  fs::path log() const { return directory.at("daemon.log"); }

  void write_lines(RotatingFile::Limits limits, const std::vector<std::string>& lines) const {
    RotatingFile file(log().string(), limits);
    std::string why;
    ASSERT_TRUE(file.open(why)) << why;
    for (const auto& line : lines) file.write(line);
  }

  // Everything but the log itself, oldest first.
  std::vector<fs::path> others() const {
    std::vector<fs::path> out;
    for (const auto& entry : fs::directory_iterator(directory.path())) {
      if (entry.path() != log()) out.push_back(entry.path());
    }
    std::ranges::sort(out);
    return out;
  }

  TempDir directory;
};

TEST_F(RotatingFileTest, TextIsAppended) {
  write_lines({100, 0, 0, false}, {"one\n"});
  write_lines({100, 0, 0, false}, {"two\n", "three\n"});
  EXPECT_EQ(read_file(log()), "one\ntwo\nthree\n");
  EXPECT_TRUE(others().empty());
}

TEST_F(RotatingFileTest, AFullFileIsMovedAsideAndNothingIsLost) {
  write_lines({8, 0, 0, false}, {"first\n", "second\n", "third\n"});
  EXPECT_EQ(read_file(log()), "third\n");
  const auto backups = others();
  ASSERT_EQ(backups.size(), 2U);
  EXPECT_EQ(read_file(backups[0]), "first\n");
  EXPECT_EQ(read_file(backups[1]), "second\n");
  for (const auto& backup : backups) {
    EXPECT_TRUE(backup.filename().string().starts_with("daemon-20")) << backup;
    EXPECT_EQ(backup.extension(), ".log");
  }
}

TEST_F(RotatingFileTest, WhatWasThereBeforeCountsTowardsTheSize) {
  directory.write("daemon.log", "12345678");
  write_lines({8, 0, 0, false}, {"new"});
  EXPECT_EQ(read_file(log()), "new");
  EXPECT_EQ(others().size(), 1U);
}

TEST_F(RotatingFileTest, ALineLargerThanTheLimitIsStillWritten) {
  write_lines({4, 0, 0, false}, {"much too long"});
  EXPECT_EQ(read_file(log()), "much too long");
  EXPECT_TRUE(others().empty());
}

TEST_F(RotatingFileTest, ManyRotationsAtOnceKeepTheirNamesApart) {
  write_lines({1, 0, 0, false}, std::vector<std::string>(50, "x"));
  EXPECT_EQ(others().size(), 49U);
}

TEST_F(RotatingFileTest, BackupsAreCompressed) {
  write_lines({8, 0, 0, true}, {"first\n", "second\n", "third\n"});
  const auto backups = others();
  ASSERT_EQ(backups.size(), 2U);
  EXPECT_TRUE(backups[0].string().ends_with(".log.gz"));
  EXPECT_EQ(unzipped(backups[0]), "first\n");
  EXPECT_EQ(unzipped(backups[1]), "second\n");
}

TEST_F(RotatingFileTest, BackupsThatAnEarlierRunLeftAreCompressedToo) {
  directory.write("daemon-2026-01-02T03-04-05.678000000.log", "old");
  write_lines({1, 0, 0, true}, {"a", "b"});
  ASSERT_EQ(others().size(), 2U);
  EXPECT_EQ(unzipped(others()[0]), "old");
}

TEST_F(RotatingFileTest, TheOldestBackupsGoFirst) {
  for (const bool compress : {false, true}) {
    write_lines({1, 2, 0, compress}, {"a", "b", "c", "d", "e"});
    const auto backups = others();
    ASSERT_EQ(backups.size(), 2U);
    EXPECT_EQ(compress ? unzipped(backups[0]) : read_file(backups[0]), "c");
    EXPECT_EQ(compress ? unzipped(backups[1]) : read_file(backups[1]), "d");
    fs::remove(log());
    for (const auto& backup : backups) fs::remove(backup);
  }
}

TEST_F(RotatingFileTest, BackupsThatAreTooOldGo) {
  const std::string old = directory.write("daemon-2026-01-02T03-04-05.678000000.log", "old");
  const std::array<timespec, 2> long_ago{timespec{.tv_sec = 1000, .tv_nsec = 0},
                                         timespec{.tv_sec = 1000, .tv_nsec = 0}};
  ASSERT_EQ(::utimensat(AT_FDCWD, old.c_str(), long_ago.data(), 0), 0);
  write_lines({1, 0, 14, false}, {"a", "b"});
  ASSERT_EQ(others().size(), 1U);
  EXPECT_EQ(read_file(others()[0]), "a");
}

TEST_F(RotatingFileTest, FilesOfOthersAreLeftAlone) {
  for (const char* name :
       {"daemon-notes.log", "daemon-.log", "daemon.log.bak", "daemonic.log", "daemon-2026.log",
        "other-2026-01-02T03-04-05.678000000.log", "daemon-2026-01-02T03-04-05.678000000.txt"}) {
    directory.write(name, name);
  }
  const auto before = others();
  write_lines({1, 1, 1, true}, {"a", "b", "c", "d"});
  for (const auto& path : before) EXPECT_EQ(read_file(path), path.filename().string());
  EXPECT_EQ(others().size(), before.size() + 1);
}

TEST_F(RotatingFileTest, LinksAreNeverFollowed) {
  const std::string victim = directory.write("victim", "precious");
  const std::string backup = "daemon-2026-01-02T03-04-05.678000000.log";
  fs::create_symlink(victim, directory.at(backup));
  fs::create_symlink(victim, directory.at("daemon-2026-01-02T03-04-06.678000000.log.gz"));
  directory.write("daemon-2026-01-02T03-04-06.678000000.log", "text");
  write_lines({1, 0, 0, true}, {"a", "b"});
  EXPECT_EQ(read_file(victim), "precious");
  EXPECT_FALSE(fs::exists(directory.at(backup + ".gz")));

  fs::remove(log());
  fs::create_symlink(victim, log());
  RotatingFile file(log().string(), {1, 0, 0, false});
  std::string why;
  EXPECT_FALSE(file.open(why));
  EXPECT_NE(why.find(log().string()), std::string::npos) << why;
  EXPECT_EQ(read_file(victim), "precious");
}

TEST_F(RotatingFileTest, ItsDirectoryIsMade) {
  RotatingFile file(directory.at("a/b/daemon.log"), {100, 0, 0, false});
  std::string why;
  ASSERT_TRUE(file.open(why)) << why;
  file.write("x");
  EXPECT_EQ(read_file(directory.at("a/b/daemon.log")), "x");
}

TEST_F(RotatingFileTest, ARelativePathIsRotatedAsWell) {
  const fs::path before = fs::current_path();
  fs::current_path(directory.path());
  RotatingFile file("daemon.log", {1, 1, 0, true});
  std::string why;
  EXPECT_TRUE(file.open(why)) << why;
  fs::current_path(before);
  for (const char* text : {"a", "b", "c", "d"}) file.write(text);
  EXPECT_EQ(read_file(log()), "d");
  ASSERT_EQ(others().size(), 1U);
  EXPECT_EQ(unzipped(others()[0]), "c");
}

TEST_F(RotatingFileTest, WhatCannotBeOpenedIsSaid) {
  fs::create_directory(log());
  RotatingFile file(log().string(), {1, 0, 0, false});
  std::string why;
  EXPECT_FALSE(file.open(why));
  EXPECT_NE(why.find("directory"), std::string::npos) << why;
  file.write("is lost");
}

}  // namespace
}  // namespace toolbox
