// Files that are written: whole, or not at all.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <iterator>
#include <string>

#include "base/api_error.h"
#include "files/target.h"
#include "temp_dir.h"

namespace toolbox {
namespace {

namespace fs = std::filesystem;

class Targets : public testing::Test {
 protected:
  std::string at(const std::string& name) const { return directory_.at(name); }
  std::ptrdiff_t entries() const {
    return std::distance(fs::directory_iterator(directory_.path()), fs::directory_iterator());
  }

  const TempDir directory_;
};

TEST_F(Targets, NothingIsThereBeforeTheCommit) {
  Target target(at("f"), {});
  EXPECT_EQ(target.write("content"), 7U);
  EXPECT_FALSE(fs::exists(at("f")));
  target.commit();
  EXPECT_EQ(read_file(at("f")), "content");
  EXPECT_EQ(entries(), 1);
}

TEST_F(Targets, WithoutACommitTheOldContentStaysAndNothingElse) {
  directory_.write("f", "old");
  {
    Target target(at("f"), {});
    target.write("new");
    EXPECT_EQ(entries(), 2);
  }
  EXPECT_EQ(read_file(at("f")), "old");
  EXPECT_EQ(entries(), 1);
}

TEST_F(Targets, ModeStays) {
  directory_.write("f", "old");
  ASSERT_EQ(::chmod(at("f").c_str(), 04751), 0);
  Target target(at("f"), {false, true});
  target.write("new");
  target.commit();
  EXPECT_EQ(read_file(at("f")), "new");
  struct stat info{};
  ASSERT_EQ(::stat(at("f").c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 07777U, 04751U);
}

TEST_F(Targets, LinksAreWrittenThrough) {
  fs::create_directory(at("d"));
  fs::create_symlink("d/target", at("second"));
  fs::create_symlink(at("second"), at("first"));
  Target target(at("first"), {});
  target.write("content");
  target.commit();
  EXPECT_EQ(read_file(at("d/target")), "content");
  EXPECT_TRUE(fs::is_symlink(at("first")));
  EXPECT_TRUE(fs::is_symlink(at("second")));
}

TEST_F(Targets, ParentsAreMadeOnlyIfAskedFor) {
  EXPECT_THROW(Target(at("a/b/f"), {}), ApiError);
  EXPECT_EQ(entries(), 0);
  Target target(at("a/b/f"), {true, false});
  target.commit();
  EXPECT_EQ(read_file(at("a/b/f")), "");
}

TEST_F(Targets, WhereNoFileCanBe) {
  fs::create_symlink("loop", at("loop"));
  directory_.write("f", "old");
  for (const auto& path : {std::string(), at("loop"), at(""), at("."), at(".."), at("f/below"), at("d/"),
                           at(std::string(256, 'n')), at(std::string("a\0b", 3)), std::string("/")}) {
    EXPECT_THROW(Target(path, {true, false}), ApiError) << path;
  }
  EXPECT_EQ(entries(), 2);
  EXPECT_EQ(read_file(at("f")), "old");
}

TEST_F(Targets, TheLongestNameWorks) {
  const std::string path = at(std::string(255, 'n'));
  Target target(path, {});
  target.commit();
  EXPECT_TRUE(fs::exists(path));
}

TEST_F(Targets, AFifoTakesWhatFits) {
  ASSERT_EQ(::mkfifo(at("fifo").c_str(), 0600), 0);
  EXPECT_THROW(Target(at("fifo"), {}), ApiError);  // nobody reads
  const UniqueFd reader(::open(at("fifo").c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  Target target(at("fifo"), {});
  const std::string much(1U << 20U, 'x');
  const std::size_t n = target.write(much);
  EXPECT_GT(n, 0U);
  EXPECT_LT(n, much.size());
  target.commit();
  EXPECT_TRUE(fs::is_fifo(at("fifo")));
  EXPECT_EQ(entries(), 1);
}

}  // namespace
}  // namespace toolbox
