#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <functional>
#include <thread>

#include "base/limits.h"
#include "base/unique_fd.h"
#include "files/copy_data.h"
#include "files/copy_tree.h"
#include "files/list.h"
#include "files/move.h"
#include "files/permissions.h"
#include "files/remove.h"
#include "files/replace.h"
#include "temp_dir.h"

namespace toolbox {
namespace {

namespace fs = std::filesystem;

const StopFlag go_on = false;

int status_of(const std::function<void()>& action) {
  try {
    action();
  } catch (const ApiError& e) {
    return e.status;
  }
  return 0;
}

// Deeper than a path can say.
void make_deep_tree(const std::string& top, int depth) {
  ASSERT_EQ(::mkdir(top.c_str(), 0700), 0);
  UniqueFd dir(::open(top.c_str(), O_RDONLY | O_DIRECTORY));
  for (int i = 0; i < depth; ++i) {
    ASSERT_EQ(::mkdirat(dir.get(), "directory", 0700), 0);
    UniqueFd file(::openat(dir.get(), "file", O_CREAT | O_WRONLY, 0600));
    dir = UniqueFd(::openat(dir.get(), "directory", O_RDONLY | O_DIRECTORY));
    ASSERT_TRUE(dir);
  }
}

TEST(Remove, ATreeDeeperThanAnyPath) {
  const TempDir dir;
  make_deep_tree(dir.at("deep"), 600);
  remove_path(dir.at("deep"), true, go_on);
  EXPECT_FALSE(fs::exists(dir.at("deep")));
}

TEST(Remove, ALinkIsNeverFollowed) {
  const TempDir dir;
  dir.write("keep/f", "1");
  dir.write("d/x", "");
  fs::create_directory_symlink("../keep", dir.at("d/link"));
  fs::create_directory_symlink("keep", dir.at("top"));
  remove_path(dir.at("d"), true, go_on);
  remove_path(dir.at("top"), false, go_on);
  EXPECT_FALSE(fs::exists(dir.at("d")));
  EXPECT_EQ(read_file(dir.at("keep/f")), "1");
}

TEST(Remove, WhatOthersDeleteMeanwhileIsFine) {
  const TempDir dir;
  for (int i = 0; i < 3000; ++i) dir.write("d/" + std::to_string(i % 30) + "/" + std::to_string(i), "");
  std::thread other([&] {
    std::error_code ignored;
    fs::remove_all(dir.at("d"), ignored);
  });
  const int status = status_of([&] { remove_path(dir.at("d"), true, go_on); });
  other.join();
  EXPECT_TRUE(status == 0 || status == 404) << status;  // 404: it was gone before
  EXPECT_FALSE(fs::exists(dir.at("d")));
}

TEST(Remove, DirectoriesThatOthersDeleteMeanwhileAreFine) {
  for (int round = 0; round < 20; ++round) {
    const TempDir dir;
    for (int i = 0; i < 300; ++i) dir.write("d/" + std::to_string(i) + "/f", "");
    std::thread other([&] {
      for (int i = 0; i < 300; ++i) {
        ::unlink(dir.at("d/" + std::to_string(i) + "/f").c_str());
        ::rmdir(dir.at("d/" + std::to_string(i)).c_str());
      }
    });
    EXPECT_EQ(status_of([&] { remove_path(dir.at("d"), true, go_on); }), 0);
    other.join();
    EXPECT_FALSE(fs::exists(dir.at("d")));
  }
}

TEST(Remove, EndsWhenStopped) {
  const TempDir dir;
  dir.write("d/f", "");
  const StopFlag stop = true;
  EXPECT_EQ(status_of([&] { remove_path(dir.at("d"), true, stop); }), 503);
  EXPECT_TRUE(fs::exists(dir.at("d/f")));
}

TEST(Remove, WhatOthersMakeMeanwhileGoesToo) {
  const TempDir dir;
  for (int i = 0; i < 500; ++i) dir.write("d/" + std::to_string(i), "");
  std::thread other([&] {
    for (int i = 0; i < 500; ++i) std::ofstream(dir.at("d/new" + std::to_string(i)));
  });
  while (status_of([&] { remove_path(dir.at("d"), true, go_on); }) == 409) {
  }
  other.join();
  EXPECT_FALSE(fs::exists(dir.at("d")));
}

TEST(Remove, SaysWhatIsWrong) {
  const TempDir dir;
  dir.write("d/f", "");
  EXPECT_EQ(status_of([&] { remove_path(dir.at("none"), true, go_on); }), 404);
  EXPECT_EQ(status_of([&] { remove_path(dir.at("d"), false, go_on); }), 400);
}

TEST(Move, NeverReplacesAnything) {
  const TempDir dir;
  dir.write("a", "a");
  dir.write("b", "b");
  EXPECT_EQ(status_of([&] { move_path(dir.at("a"), dir.at("b")); }), 409);
  EXPECT_EQ(status_of([&] { move_by_copy(dir.at("a"), dir.at("b"), go_on); }), 409);
  EXPECT_EQ(status_of([&] { move_path(dir.at("a"), dir.at("a")); }), 409);
  EXPECT_EQ(read_file(dir.at("a")) + read_file(dir.at("b")), "ab");
  EXPECT_EQ(std::distance(fs::directory_iterator(dir.path()), {}), 2) << "something was left behind";
}

TEST(Move, ByCopyKeepsEverything) {
  const TempDir dir;
  const std::string file = dir.write("d/file", "content");
  fs::create_hard_link(file, dir.at("d/same"));
  fs::create_symlink("file", dir.at("d/link"));
  ASSERT_EQ(::mkfifo(dir.at("d/fifo").c_str(), 0640), 0);
  ASSERT_EQ(::chmod(file.c_str(), 04755), 0);
  ASSERT_EQ(::truncate(dir.write("d/sparse", "x").c_str(), 1L << 30), 0);
  const timespec times[2] = {{1, 2}, {1'600'000'000, 7}};
  ASSERT_EQ(::utimensat(AT_FDCWD, dir.at("d").c_str(), times, 0), 0);

  move_by_copy(dir.at("d"), dir.at("moved"), go_on);

  EXPECT_FALSE(fs::exists(dir.at("d")));
  struct stat info{};
  ASSERT_EQ(::stat(dir.at("moved").c_str(), &info), 0);
  EXPECT_EQ(info.st_mtim.tv_sec, 1'600'000'000);
  EXPECT_EQ(info.st_mtim.tv_nsec, 7);
  ASSERT_EQ(::stat(dir.at("moved/file").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode, static_cast<mode_t>(S_IFREG | 04755));
  EXPECT_EQ(info.st_nlink, 2U);
  EXPECT_EQ(read_file(dir.at("moved/same")), "content");
  EXPECT_EQ(fs::read_symlink(dir.at("moved/link")), "file");
  ASSERT_EQ(::stat(dir.at("moved/fifo").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode, static_cast<mode_t>(S_IFIFO | 0640));
  ASSERT_EQ(::stat(dir.at("moved/sparse").c_str(), &info), 0);
  EXPECT_EQ(info.st_size, 1L << 30);
  EXPECT_LT(info.st_blocks, 1000) << "the hole was filled";
}

TEST(Move, StoppedItLeavesTheSourceAndNothingElse) {
  const TempDir dir;
  dir.write("d/f", "content");
  const StopFlag stop = true;
  EXPECT_EQ(status_of([&] { move_by_copy(dir.at("d"), dir.at("moved"), stop); }), 503);
  EXPECT_EQ(read_file(dir.at("d/f")), "content");
  EXPECT_EQ(std::distance(fs::directory_iterator(dir.path()), {}), 1) << "something was left behind";
}

TEST(CopyData, AFileThatEndsBeforeItsSizeIsAnError) {
  const UniqueFd in(::open("/sys/kernel/uevent_seqnum", O_RDONLY | O_CLOEXEC));  // says 4096, has a few
  if (!in) GTEST_SKIP() << "no /sys";
  const TempDir dir;
  const UniqueFd out(::open(dir.at("f").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  EXPECT_EQ(copy_data(in.get(), out.get(), go_on), EBUSY);
}

TEST(CopyData, HolesAtTheEndStay) {
  const TempDir dir;
  ASSERT_EQ(::truncate(dir.write("in", "x").c_str(), 1L << 20), 0);
  const UniqueFd in(::open(dir.at("in").c_str(), O_RDONLY | O_CLOEXEC));
  const UniqueFd out(::open(dir.at("out").c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0600));
  EXPECT_EQ(copy_data(in.get(), out.get(), go_on), 0);
  EXPECT_EQ(read_file(dir.at("out")), read_file(dir.at("in")));
}

TEST(Move, IntoItselfIsRefused) {
  const TempDir dir;
  dir.write("d/sub/f", "");
  EXPECT_EQ(status_of([&] { move_path(dir.at("d"), dir.at("d/sub/x")); }), 400);
  EXPECT_EQ(status_of([&] { move_path(dir.at("d"), dir.at("none/x")); }), 404);
  EXPECT_EQ(status_of([&] { move_path(dir.at("none"), dir.at("x")); }), 404);
}

TEST(List, GoesAsDeepAsAskedAndEndsWhenStopped) {
  const TempDir dir;
  dir.write("a/b/c/d", "");
  StopFlag stop = false;
  for (std::int64_t depth = 1; depth <= 6; ++depth) {
    EXPECT_EQ(list_directory(dir.path(), depth, stop).size(),
              static_cast<std::size_t>(std::min<std::int64_t>(depth, 4)));
  }
  stop = true;
  EXPECT_TRUE(list_directory(dir.path(), 9, stop).empty());
}

TEST(List, AnAnswerThatIsTooLargeIsRefused) {
  const TempDir dir;
  for (int i = 0; i < 200; ++i) dir.write("d/" + std::to_string(i), "");
  EXPECT_EQ(list_directory(dir.path(), 2, go_on, limits::MiB).size(), 201U);
  EXPECT_EQ(status_of([&] { list_directory(dir.path(), 2, go_on, 4 * limits::KiB); }), 413);
  EXPECT_EQ(list_directory(dir.path(), 1, go_on, 4 * limits::KiB).size(), 1U);
}

TEST(Permissions, ModesAreOctalAndAtMost7777) {
  EXPECT_EQ(parse_mode("644"), mode_t{0644});
  EXPECT_EQ(parse_mode("007777"), mode_t{07777});
  for (const char* bad : {"", "8", "0x7", "-7", "+7", " 7", "7 ", "10000", "99999999999999999999", "0o7"}) {
    EXPECT_FALSE(parse_mode(bad)) << bad;
  }
}

TEST(Permissions, EverythingIsCheckedBeforeAnythingIsChanged) {
  EXPECT_EQ(status_of([] { parse_permissions("9", std::nullopt, std::nullopt); }), 400);
  EXPECT_EQ(status_of([] { parse_permissions("7", "no such user", std::nullopt); }), 400);
  EXPECT_EQ(status_of([] { parse_permissions("7", "0", "4294967295"); }), 400);
  EXPECT_EQ(parse_permissions(std::nullopt, "root", "123").group, gid_t{123});
  EXPECT_FALSE(parse_permissions("", "", "").owner);
}

TEST(Folder, GetsTheModeThatWasAskedForWhateverTheUmask) {
  const TempDir dir;
  make_folder(dir.at("a/b"), 0777);
  struct stat info{};
  ASSERT_EQ(::stat(dir.at("a/b").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777U, 0777U);
  EXPECT_EQ(status_of([&] { make_folder(dir.write("file", ""), 0755); }), 400);
  EXPECT_EQ(status_of([&] { make_folder(dir.at("file/x"), 0755); }), 400);
}

TEST(Replace, MatchesMayLieAnywhereInALargeFile) {
  const TempDir dir;
  const StopFlag stop = false;
  std::string before, after;
  while (before.size() < 3 * limits::transfer_buffer) {
    const std::string filler(before.size() % 7919, 'n');  // what a match begins with
    before += filler + "needle";
    after += filler + "-";
  }
  const std::string path = dir.write("f", before);
  replace_in_file(path, Substring("needle"), "-", stop);
  EXPECT_EQ(read_file(path), after);
  EXPECT_EQ(std::distance(fs::directory_iterator(dir.path()), {}), 1);
}

TEST(Replace, ALateFirstMatchKeepsWhatWasBefore) {
  const TempDir dir;
  const StopFlag stop = false;
  const std::string before(5 * limits::transfer_buffer + 77, 'a');
  const std::string path = dir.write("f", before + "needle");
  replace_in_file(path, Substring("needle"), "", stop);
  EXPECT_EQ(read_file(path), before);
}

TEST(Replace, StoppedItLeavesTheFileAsItWas) {
  const TempDir dir;
  const StopFlag stop = true;
  const std::string path = dir.write("f", "needle");
  replace_in_file(path, Substring("needle"), "-", stop);
  EXPECT_EQ(read_file(path), "needle");
}

}  // namespace
}  // namespace toolbox
