#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <climits>
#include <functional>

#include "base/limits.h"
#include "files/glob.h"
#include "files/visitors.h"
#include "files/walk.h"
#include "support.h"
#include "temp_dir.h"

namespace toolbox {
namespace {

using Seen = std::vector<std::string>;

// What a walk with these visitors reports.
Json walk_with(const std::string& path, WalkState& state,
               const std::function<std::unique_ptr<Visitor>()>& make) {
  asio::io_context loop(1);
  Pool pool("walk", limits::walk_threads);
  std::vector<std::unique_ptr<Visitor>> visitors;
  for (std::size_t i = 0; i < limits::walk_threads; ++i) visitors.push_back(make());
  Walk walk(path, UniqueFd(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)), "[", state,
            std::move(visitors));
  run_on(loop, run_walk(pool, state, walk));
  std::string rows = walk.take_rows();
  if (rows.ends_with(',')) rows.pop_back();
  return Json::parse(rows + "]");
}

Seen names_below(const std::string& path, const std::string& pattern = "*") {
  const auto glob = Glob::parse(pattern);
  WalkState state;
  Seen seen;
  for (const std::string file :
       walk_with(path, state, [&] { return std::make_unique<SearchVisitor>(*glob); })) {
    seen.push_back(file.substr(path.size() + 1));
  }
  return seen;
}

TEST(Walk, OrderIsByPathLevelByLevel) {
  const TempDir dir;
  for (const char* name : {"a/x", "a.txt", "a-", "a/b/2", "b", "B", "z/y/x/w"}) dir.write(name, "");
  EXPECT_EQ(names_below(dir.path()),
            (Seen{"B", "a", "a/b", "a/b/2", "a/x", "a-", "a.txt", "b", "z", "z/y", "z/y/x", "z/y/x/w"}));
}

TEST(Walk, LargeDirectoriesAreInOrderToo) {
  const TempDir dir;
  Seen wanted;
  for (int i = 1000; i < 1500; ++i) {
    const std::string name = std::to_string(i);
    wanted.push_back(name);
    if (i % 7 != 0) {
      dir.write(name, "");
      continue;
    }
    dir.write(name + "/x", "");
    wanted.push_back(name + "/x");
  }
  EXPECT_EQ(names_below(dir.path()), wanted);
}

TEST(Walk, DoesNotFollowLinksNorStumbleOverLoops) {
  const TempDir dir;
  dir.write("d/f", "");
  ASSERT_EQ(::symlink("..", dir.at("d/up").c_str()), 0);
  ASSERT_EQ(::symlink("self", dir.at("self").c_str()), 0);
  EXPECT_EQ(names_below(dir.path()), (Seen{"d", "d/f", "d/up", "self"}));
}

TEST(Walk, GoesAsDeepAsPathsMayBeLong) {
  const TempDir dir;
  std::string path = dir.path();
  int depth = 0;
  for (; path.size() + 21 < PATH_MAX; ++depth) {
    path += "/" + std::string(20, 'd');
    ASSERT_EQ(::mkdir(path.c_str(), 0700), 0);
  }
  EXPECT_EQ(names_below(dir.path()).size(), static_cast<std::size_t>(depth));
}

TEST(Walk, StopsWhenToldTo) {
  const TempDir dir;
  for (int i = 0; i < 200; ++i) dir.write(std::to_string(i), "");
  struct StopAtOnce final : Visitor {
    explicit StopAtOnce(WalkState& s) : state(s) {}
    void visit(const WalkEntry&, Rows& rows) override {
      state.stop = true;
      rows.add(std::string("seen"));
    }
    WalkState& state;
  };
  WalkState state;
  const Json rows = walk_with(dir.path(), state, [&] { return std::make_unique<StopAtOnce>(state); });
  EXPECT_LE(rows.size(), limits::walk_threads);
}

TEST(Walk, AnAnswerThatIsTooLargeStopsIt) {
  const TempDir dir;
  for (int i = 0; i < 300; ++i) dir.write(std::to_string(i), "");
  struct Large final : Visitor {
    void visit(const WalkEntry&, Rows& rows) override { rows.add(std::string(limits::MiB, 'x')); }
  };
  WalkState state;
  walk_with(dir.path(), state, [] { return std::make_unique<Large>(); });
  EXPECT_TRUE(state.too_large());
  EXPECT_LE(state.answer_size, limits::max_walk_answer + 4 * limits::MiB);
}

TEST(Walk, CancellationStopsTheWorkThatHasBegun) {
  const TempDir dir;
  dir.write("f", "");
  struct Endless final : Visitor {
    explicit Endless(WalkState& s) : state(s) {}
    void visit(const WalkEntry&, Rows&) override {
      begun = true;
      begun.notify_all();
      state.stop.wait(false);
    }
    WalkState& state;
    std::atomic<bool> begun = false;
  };
  asio::io_context loop(1);
  Pool pool("walk", 1);
  WalkState state;
  std::vector<std::unique_ptr<Visitor>> visitors;
  auto visitor = std::make_unique<Endless>(state);
  Endless& endless = *visitor;
  visitors.push_back(std::move(visitor));
  Walk walk(dir.path(), UniqueFd(::open(dir.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)), "[", state,
            std::move(visitors));
  asio::cancellation_signal cancel;
  bool ended = false;
  asio::co_spawn(loop, run_walk(pool, state, walk),
                 asio::bind_cancellation_slot(cancel.slot(), [&](std::exception_ptr) { ended = true; }));
  loop.poll();
  endless.begun.wait(false);
  cancel.emit(asio::cancellation_type::terminal);
  state.stop.notify_all();
  loop.run();
  EXPECT_TRUE(ended);
}

TEST(Find, WorksInManyFilesAndReportsThemInOrder) {
  const TempDir dir;
  for (int i = 1000; i < 1300; ++i) {
    dir.write("d" + std::to_string(i % 10) + "/" + std::to_string(i), i % 3 == 0 ? "no\n" : "a\nneedle\n");
  }
  const Substring what("needle");
  WalkState state;
  const Json rows = walk_with(dir.path(), state, [&] { return std::make_unique<FindVisitor>(what, state); });
  EXPECT_EQ(rows.size(), 200U);
  std::string last;
  for (const auto& row : rows) {
    EXPECT_LT(last, row["file"].get<std::string>());
    EXPECT_EQ(row["line"], 2);
    last = row["file"];
  }
}

}  // namespace
}  // namespace toolbox
