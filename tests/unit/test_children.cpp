// Spawning, waiting, reaping and ending, with real processes.
#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "base/launcher.h"
#include "base/offload.h"
#include "support.h"

namespace toolbox {
namespace {

// Everything that starting a process takes, as main builds it.
class Children : public testing::Test {
 public:
  Children() { tasks.spawn("reaper", reaper.run()); }
  ~Children() override {
    tasks.cancel_all();
    loop.restart();
    loop.run_for(std::chrono::seconds(5));
  }

  static Command shell(const std::string& script) {
    Command command;
    command.argv = {"/bin/sh", "-c", script};
    return command;
  }

  Task<int> run_shell(std::string script) {
    RunningCommand command = co_await launcher.start(shell(script), {});
    const int code = co_await command.wait();
    command.release();
    co_return code;
  }

  void start(Command command) {
    auto task = [](Children* test, Command c) -> Task<void> {
      co_await test->launcher.start(std::move(c), {});
    };
    run_on(loop, task(this, std::move(command)));
  }

  int exit_code_of(const std::string& script) { return run_on(loop, run_shell(script)); }

  asio::io_context loop;
  Log log{LogConfig{"error", "", 1, 0, 0, false}};
  Pool spawning{"spawn", 2};
  Pool blocking{"blocking", 2};
  Tasks tasks{loop, log};
  Reaper reaper{loop};
  Environment environment{Environment::of_process()};
  Cgroups cgroups;
  Launcher launcher{{reaper, spawning, blocking, tasks, log, environment, cgroups}, {}, "/bin/sh"};
};

// A pipe whose reading end sees the end of file once everything that holds the writing end is gone.
struct Witness {
  Witness() {
    std::array<int, 2> fds{};
    EXPECT_EQ(::pipe2(fds.data(), O_CLOEXEC), 0);
    reading.reset(fds[0]);
    writing.reset(fds[1]);
  }
  std::string read_line() const {
    std::string line;
    for (char c = 0; ::read(reading.get(), &c, 1) == 1 && c != '\n';) line += c;
    return line;
  }
  std::string read_all() const {
    std::string all;
    for (char c = 0; ::read(reading.get(), &c, 1) == 1;) all += c;
    return all;
  }
  UniqueFd reading;
  UniqueFd writing;
};

TEST_F(Children, TheExitCodeIsTheProgramsOwn) {
  EXPECT_EQ(exit_code_of("exit 0"), 0);
  EXPECT_EQ(exit_code_of("exit 42"), 42);
}

TEST_F(Children, DeathBySignalIs128PlusTheSignal) {
  EXPECT_EQ(exit_code_of("kill -KILL $$"), 137);
  EXPECT_EQ(exit_code_of("kill -TERM $$"), 143);
}

TEST_F(Children, AStatusIsKeptForWhoeverWaitsLate) {
  auto late = [](Children* test) -> Task<int> {
    RunningCommand quick = co_await test->launcher.start(shell("exit 7"), {});
    // Others that start and end later, so that the reaper has long collected the first.
    for (int i = 0; i < 20; ++i) co_await test->run_shell("exit 0");
    quick.release();
    co_return co_await quick.wait();
  };
  EXPECT_EQ(run_on(loop, late(this)), 7);
}

TEST_F(Children, ManyAtOnceKeepTheirOwnStatus) {
  auto all = [](Children* test) -> Task<std::vector<int>> {
    std::vector<RunningCommand> commands;
    for (int i = 0; i < 100; ++i) {
      commands.push_back(co_await test->launcher.start(shell("exit " + std::to_string(i)), {}));
    }
    std::vector<int> codes;
    for (auto& command : commands) {
      codes.push_back(co_await command.wait());
      command.release();
    }
    co_return codes;
  };
  const auto codes = run_on(loop, all(this));
  for (int i = 0; i < 100; ++i) EXPECT_EQ(codes.at(static_cast<std::size_t>(i)), i);
}

TEST_F(Children, AMissingProgramIsAnErrorThatNamesIt) {
  Command command;
  command.argv = {"/nowhere/program"};
  try {
    start(command);
    FAIL() << "it started";
  } catch (const SpawnError& e) {
    EXPECT_EQ(e.code().value(), ENOENT);
    EXPECT_NE(std::string(e.what()).find("/nowhere/program"), std::string::npos);
    EXPECT_FALSE(e.resources);
  }
}

TEST_F(Children, AMissingDirectoryIsAnErrorThatNamesIt) {
  Command command = shell("true");
  command.cwd = "/nowhere/at/all";
  try {
    start(command);
    FAIL() << "it started";
  } catch (const SpawnError& e) {
    EXPECT_NE(std::string(e.what()).find("/nowhere/at/all"), std::string::npos);
  }
}

TEST_F(Children, AProgramIsFoundOnThePathOfItsOwnEnvironment) {
  Command command;
  command.argv = {"true"};
  auto start = [](Children* test, Command c, std::string path) -> Task<int> {
    RunningCommand running = co_await test->launcher.start(c, {{"PATH", path}});
    running.release();
    co_return co_await running.wait();
  };
  EXPECT_EQ(run_on(loop, start(this, command, "/nowhere:/bin:/usr/bin")), 0);
  EXPECT_THROW(run_on(loop, start(this, command, "/nowhere")), SpawnError);
}

TEST_F(Children, TheyHaveThreeDescriptorsAndNoBlockedSignals) {
  Witness witness;
  auto start = [](Children* test, int out) -> Task<int> {
    Command command = shell("echo /proc/self/fd/*; grep SigBlk /proc/self/status");
    command.stdout_fd = out;
    RunningCommand running = co_await test->launcher.start(command, {});
    running.release();
    co_return co_await running.wait();
  };
  const UniqueFd leaky(::open("/dev/null", O_RDONLY));  // not close-on-exec
  EXPECT_EQ(run_on(loop, start(this, witness.writing.get())), 0);
  witness.writing.reset();
  // The shell opens the directory itself, as one more.
  EXPECT_EQ(witness.read_line(), "/proc/self/fd/0 /proc/self/fd/1 /proc/self/fd/2 /proc/self/fd/3");
  EXPECT_EQ(witness.read_line(), "SigBlk:\t0000000000000000");
}

TEST_F(Children, StartingDoesNotCostMoreWithMoreMemory) {
  // Not a time limit but a fact: fork would have to be able to copy what the daemon has, vfork needs nothing.
  constexpr std::size_t size = std::size_t{1} << 30U;
  void* memory =
      ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  ASSERT_NE(memory, MAP_FAILED);
  EXPECT_EQ(::madvise(memory, size, MADV_DONTFORK), 0);
  // The child shares the memory until it runs its program, also what fork would not give it.
  EXPECT_EQ(exit_code_of("exit 5"), 5);
  ::munmap(memory, size);
}

TEST_F(Children, OrphansAreCollected) {
  // Each background process outlives its parent shell and so becomes ours: with 2,000 of them dying at once
  // no zombie stays and no status of our own child is lost.
  constexpr int orphans = 2000;
  auto storm = [](Children* test, int count) -> Task<int> {
    co_return co_await test->run_shell("i=0; while [ $i -lt " + std::to_string(count) +
                                       " ]; do (sh -c 'exit 1' &); i=$((i+1)); done; exit 9");
  };
  EXPECT_EQ(run_on(loop, storm(this, orphans)), 9);
  // The last ones may still be dying: each SIGCHLD is one more turn of the loop.
  loop.restart();
  siginfo_t info{};
  while (::waitid(P_ALL, 0, &info, WEXITED | WNOHANG | WNOWAIT) == 0) {
    ASSERT_GT(loop.run_one_for(std::chrono::seconds(20)), 0U) << "a child stays, dead or alive";
  }
  EXPECT_EQ(errno, ECHILD);
}

// Starts `script`, which writes a line once it stands, ends its tree, and tells whether all of it is gone.
Task<void> start_and_end(Launcher& launcher, Command command, const Witness& witness, Pool& pool) {
  RunningCommand running = co_await launcher.start(std::move(command), {});
  auto ready = [&witness] { return witness.read_line(); };
  EXPECT_EQ(co_await offload(pool, ready), "ready");
  co_await running.end();
  running.release();
}

class Trees : public Children, public testing::WithParamInterface<const char*> {};

TEST_P(Trees, NothingOfThemIsLeft) {
  Witness witness;
  Command command = shell(GetParam());
  command.stdout_fd = witness.writing.get();
  auto task = start_and_end(launcher, command, witness, blocking);
  run_on(loop, std::move(task));
  witness.writing.reset();
  EXPECT_EQ(witness.read_all(), "");  // comes back only because every holder of the pipe is gone
}

INSTANTIATE_TEST_SUITE_P(
    Of, Trees,
    testing::Values(
        "echo ready; sleep 1000",                      // the plain case
        "sleep 1000 & sleep 1000 & echo ready; wait",  // children
        "setsid sleep 1000 & echo ready; sleep 1000",  // left its group and session
        "(setsid sh -c 'sleep 1000 & exec sleep 1000' &) ; echo ready; sleep 1000",  // double fork
        "trap '' TERM HUP INT; echo ready; while :; do sleep 1000; done",            // deaf to SIGTERM
        "sh -c 'kill -STOP $$' & echo ready; sleep 1000",                            // stopped
        "env -i setsid sleep 1000 & echo ready; sleep 1000",                         // forgot the mark
        "(setsid sleep 1000 &); echo ready; exit 0"));  // the leader is gone already

TEST_F(Children, DroppingACommandEndsItsTree) {
  Witness witness;
  auto drop = [](Children* test, const Witness* w) -> Task<void> {
    Command command = shell("setsid sleep 1000 & echo ready; sleep 1000");
    command.stdout_fd = w->writing.get();
    RunningCommand running = co_await test->launcher.start(command, {});
    auto ready = [w] { return w->read_line(); };
    EXPECT_EQ(co_await offload(test->blocking, ready), "ready");
  };
  auto gone = [](Children* test, const Witness* w) -> Task<std::string> {
    auto rest = [w] { return w->read_all(); };
    co_return co_await offload(test->blocking, rest);
  };
  run_on(loop, drop(this, &witness));
  witness.writing.reset();
  EXPECT_EQ(run_on(loop, gone(this, &witness)), "");
}

TEST_F(Children, AReleasedCommandLivesOn) {
  Witness witness;
  auto release = [](Children* test, const Witness* w) -> Task<void> {
    Command command = shell("echo ready; read line; echo \"got $line\"");
    Witness input;
    command.stdout_fd = w->writing.get();
    command.stdin_fd = input.reading.get();
    {
      RunningCommand running = co_await test->launcher.start(command, {});
      auto ready = [w] { return w->read_line(); };
      EXPECT_EQ(co_await offload(test->blocking, ready), "ready");
      running.release();
    }
    EXPECT_EQ(::write(input.writing.get(), "hi\n", 3), 3);
    auto answer = [w] { return w->read_line(); };
    EXPECT_EQ(co_await offload(test->blocking, answer), "got hi");
  };
  run_on(loop, release(this, &witness));
}

}  // namespace
}  // namespace toolbox
