#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <string>

#include "base/limits.h"
#include "session/command_log.h"
#include "unit/temp_dir.h"

namespace toolbox {
namespace {

constexpr std::uint64_t MiB = limits::MiB;

struct CommandLogTest : testing::Test {
  Pool pool{"test", 1};
  TempDir dir;
  const std::string path = dir.at("output.log");
  std::shared_ptr<CommandLog> log = CommandLog::create(path, MiB, pool);

  // The next bytes of `from`, at most `at_most`.
  static std::string next(const CommandLog& from, std::uint64_t& at, std::size_t at_most) {
    std::string text(at_most, '\0');
    text.resize(from.read(at, from.size(), text));
    return text;
  }

  std::string all() const {
    std::uint64_t at = 0;
    std::string text;
    for (std::string piece = next(*log, at, 1000); !piece.empty(); piece = next(*log, at, 1000))
      text += piece;
    return text;
  }
};

TEST_F(CommandLogTest, EachRunOfAStreamIsMarkedOnce) {
  log->append(Stream::out, "a");
  log->append(Stream::out, "b");
  log->append(Stream::err, "c");
  log->append(Stream::err, "");
  log->append(Stream::out, "d");
  EXPECT_EQ(all(), "\1\1\1ab\2\2\2c\1\1\1d");
  EXPECT_EQ(read_file(path), all());
}

TEST_F(CommandLogTest, KnowsTheStreamOfAnOffset) {
  log->append(Stream::out, "aaa");
  log->append(Stream::err, "bbb");
  log->append(Stream::err, std::string(600 * limits::KiB, 'b'));
  EXPECT_EQ(log->stream_at(0), Stream::out);
  EXPECT_EQ(log->stream_at(6), Stream::out);
  EXPECT_EQ(log->stream_at(9), Stream::err);
  EXPECT_EQ(log->stream_at(log->size()), Stream::err);
}

TEST_F(CommandLogTest, FindsAMarkThatLiesAcrossTheBorderOfTwoReads) {
  log->append(Stream::err, "x");
  for (const std::size_t shift : {0U, 1U, 2U, 3U, 4U}) {
    log->append(Stream::out, std::string(limits::transfer_buffer - shift, 'o'));
    EXPECT_EQ(log->stream_at(log->size()), Stream::out) << shift;
    log->append(Stream::err, std::string(limits::transfer_buffer - shift, 'e'));
    EXPECT_EQ(log->stream_at(log->size()), Stream::err) << shift;
  }
}

TEST_F(CommandLogTest, TheOldestPartGoesAndANoteSaysSo) {
  std::string line(99, 'x');
  std::string last;
  for (int i = 0; i < 50'000; ++i) {
    last = std::to_string(i) + line + "\n";
    log->append(i % 1000 == 0 ? Stream::err : Stream::out, last);
  }
  EXPECT_LE(log->size() - log->first(), MiB);
  // The rest takes no room: what is before it is a hole, but for what shares a block with it.
  const UniqueFd file(::open(path.c_str(), O_RDONLY));
  const off_t data = ::lseek(file.get(), 0, SEEK_DATA);
  EXPECT_GT(data, static_cast<off_t>(log->first()) - 64 * 1024);
  EXPECT_LE(data, static_cast<off_t>(log->first()));
  EXPECT_GT(log->first(), 0U);
  const std::string text = all();
  EXPECT_TRUE(text.starts_with("\2\2\2[toolboxd: the oldest ")) << text.substr(0, 100);
  EXPECT_TRUE(text.ends_with(last));
  EXPECT_GE(text.size(), MiB / 2);
  EXPECT_EQ(text.find('\0'), std::string::npos);
  // Behind the note the log goes on as it was.
  const auto after = text.find("]\n") + 2;
  EXPECT_TRUE(text[after] == '\1' || text[after] == '\2');
}

TEST_F(CommandLogTest, AReaderBehindTheHoleComesToTheNote) {
  log->append(Stream::out, std::string(100, 'a'));
  std::uint64_t at = 50;
  for (int i = 0; i < 100; ++i) log->append(Stream::out, std::string(64 * limits::KiB, 'b'));
  const std::string note = next(*log, at, 200);
  EXPECT_TRUE(note.starts_with("\2\2\2[toolboxd: the oldest ")) << note;
  EXPECT_EQ(at, log->first() + 200);
}

TEST_F(CommandLogTest, CanBeOpenedAgain) {
  log->append(Stream::out, "text");
  const auto again = CommandLog::reopen(path, 3, pool);
  ASSERT_TRUE(again);
  std::uint64_t at = 0;
  EXPECT_EQ(next(*again, at, 100), "text");
  EXPECT_FALSE(CommandLog::reopen(dir.at("none"), 0, pool));
}

TEST_F(CommandLogTest, ADirectoryThatIsNotThereIsNoHindrance) {
  const auto nameless = CommandLog::create(dir.at("none/output.log"), MiB, pool);
  EXPECT_FALSE(nameless->named());
  nameless->append(Stream::out, "text");
  std::uint64_t at = 0;
  EXPECT_EQ(next(*nameless, at, 100), "\1\1\1text");
}

TEST_F(CommandLogTest, AnOlderFileIsNotWrittenOver) {
  log->append(Stream::out, "old");
  const auto newer = CommandLog::create(path, MiB, pool);
  newer->append(Stream::out, "new");
  EXPECT_EQ(all(), "\1\1\1old");
  EXPECT_EQ(read_file(path), "\1\1\1new");
}

}  // namespace
}  // namespace toolbox
