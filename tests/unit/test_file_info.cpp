#include <gtest/gtest.h>
#include <unistd.h>

#include "base/api_error.h"
#include "files/file_info.h"
#include "temp_dir.h"

namespace toolbox {
namespace {

TEST(FileInfo, ModeIsWhatGoPrints) {
  EXPECT_EQ(go_mode(S_IFREG | 0644), "-rw-r--r--");
  EXPECT_EQ(go_mode(S_IFREG | 0), "----------");
  EXPECT_EQ(go_mode(S_IFDIR | 0755), "drwxr-xr-x");
  EXPECT_EQ(go_mode(S_IFDIR | 01777), "dtrwxrwxrwx");
  EXPECT_EQ(go_mode(S_IFDIR | 07700), "dugtrwx------");
  EXPECT_EQ(go_mode(S_IFREG | 06711), "ugrwx--x--x");
  EXPECT_EQ(go_mode(S_IFLNK | 0777), "Lrwxrwxrwx");
  EXPECT_EQ(go_mode(S_IFIFO | 0600), "prw-------");
  EXPECT_EQ(go_mode(S_IFSOCK | 0755), "Srwxr-xr-x");
  EXPECT_EQ(go_mode(S_IFBLK | 0660), "Drw-rw----");
  EXPECT_EQ(go_mode(S_IFCHR | 0666), "Dcrw-rw-rw-");
  EXPECT_EQ(go_mode(S_IFCHR | 01666), "Dctrw-rw-rw-");
}

TEST(FileInfo, PermissionsAreTheLowNineBits) {
  EXPECT_EQ(octal_permissions(S_IFREG | 0644), "0644");
  EXPECT_EQ(octal_permissions(S_IFDIR | 01777), "0777");
  EXPECT_EQ(octal_permissions(0), "0000");
}

TEST(FileInfo, IsEncodedWithEveryField) {
  FileInfo info{"a", "/x/a", 5'368'709'121, {86400, 120'000'000}, S_IFREG | 0640, 4'000'000'000U, 7};
  const auto json = Json::parse(encode(info));
  EXPECT_EQ(json["size"], 5'368'709'121);
  EXPECT_EQ(json["owner"], "4000000000");
  EXPECT_EQ(json["group"], "7");
  EXPECT_EQ(json["isDir"], false);
  EXPECT_EQ(json["path"], "/x/a");
  EXPECT_FALSE(Json::parse(encode(info, true)).contains("path")) << "a strict client";
}

TEST(FileInfo, FollowsLinksButShowsDanglingOnes) {
  const TempDir dir;
  dir.write("file", "12345");
  ASSERT_EQ(::symlink("file", dir.at("good").c_str()), 0);
  ASSERT_EQ(::symlink("none", dir.at("dangling").c_str()), 0);
  EXPECT_EQ(file_info(dir.at("good")).size, 5);
  EXPECT_EQ(file_info(dir.at("good")).name, "good");
  EXPECT_TRUE(S_ISLNK(file_info(dir.at("dangling")).mode));
  EXPECT_THROW(file_info(dir.at("missing")), ApiError);
}

}  // namespace
}  // namespace toolbox
