#include <chrono>
#include <list>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "benchmarks.h"
#include "daemon.h"
#include "gate.h"
#include "http_client.h"
#include "proc_stats.h"
#include "rounds.h"
#include "session.h"
#include "shell_pipe.h"
#include "timestamps.h"

namespace toolbox::bench {
namespace {

using namespace std::chrono_literals;

constexpr int rounds = 9;
constexpr int commands_in_turn = 60;   // a round
constexpr int followed_commands = 20;  // a round
constexpr int idle_sessions = 200;
constexpr int many_commands = 10'000;
constexpr auto rest_time = 2ms;  // until everybody waits
constexpr auto settling_time = 1s;
constexpr double bytes_in_kib = 1024;

void run_true(ShellPipe& shell) {
  shell.tell("true; echo x");
  if (const auto line = shell.read_line(); line != "x") throw std::runtime_error("the shell said " + line);
}

// Of one command's output, in milliseconds: what its first bytes took to come, and the end after its exit.
struct Delays {
  double first = 0;
  double end = 0;
};

// The payload up to the end of a line, and how old the line was when its first bytes came.
double delay_of_line(WebSocketClient& follower) {
  std::string line;
  while (!line.ends_with('\n')) {
    const auto piece = follower.receive_some();
    if (!piece) throw std::runtime_error("the log ended early, after: " + line);
    line += *piece;
  }
  return milliseconds_since(line);
}

Delays follow(Session& session, const Gate& gate, const std::string& command) {
  Delays delays;
  auto follower = session.follow(session.start(command));
  std::this_thread::sleep_for(rest_time);
  gate.let_through();
  delays.first = delay_of_line(follower);
  std::this_thread::sleep_for(rest_time);
  gate.let_through();
  std::string last;
  while (const auto piece = follower.receive_some()) last += *piece;
  delays.end = milliseconds_since(last);
  return delays;
}

// The baseline: the shell tells the end.
Delays follow(ShellPipe& shell, const Gate& gate, const std::string& command) {
  Delays delays;
  shell.tell(command + "; echo");
  std::this_thread::sleep_for(rest_time);
  gate.let_through();
  delays.first = milliseconds_since(shell.read_line());
  std::this_thread::sleep_for(rest_time);
  gate.let_through();
  const auto last = shell.read_line();
  shell.read_line();
  delays.end = milliseconds_since(last);
  return delays;
}

}  // namespace

void bench_session_exec(Context& context) {
  const Daemon daemon(context);
  HttpClient client(daemon.port());
  Session session(daemon, client, "exec");
  ShellPipe shell(context);
  const auto figures = interleave(
      rounds, [&] { return median_milliseconds(commands_in_turn, [&] { session.execute("true"); }); },
      [&] { return median_milliseconds(commands_in_turn, [&] { run_true(shell); }); });
  context.add(at_most_over({"session", "`true` in a session, one at a time", "ms"}, figures, 1));
}

void bench_session_follow(Context& context) {
  const Scratch scratch(context, "follow");
  const Gate gate(scratch);
  const auto command = gate.passed_to(emit_timestamps_command());
  const Daemon daemon(context);
  HttpClient client(daemon.port());
  Session session(daemon, client, "follow");
  ShellPipe shell(context);
  const auto measure = [&](double Delays::* which) {
    return interleave(
        rounds,
        [&] { return median_of(followed_commands, [&] { return follow(session, gate, command).*which; }); },
        [&] { return median_of(followed_commands, [&] { return follow(shell, gate, command).*which; }); });
  };
  context.add(
      at_most({"session", "followed log: first byte after its write", "ms"}, measure(&Delays::first), 1));
  context.add(at_most({"session", "followed log: end after the exit", "ms"}, measure(&Delays::end), 2));
}

// Each of the sessions has run a command, and the HTTP connection is one for all.
// Late in the table, as it deletes 30,000 files: ext4 is slow to make new ones for half a minute after.
void bench_session_memory(Context& context) {
  const Daemon daemon(context);
  HttpClient client(daemon.port());
  std::list<Session> sessions;
  const auto start = [&](int number) {
    sessions.emplace_back(daemon, client, "session" + std::to_string(number)).execute("true");
  };
  const auto resident_kib = [&] {
    std::this_thread::sleep_for(settling_time);
    return daemon.resident_kib();
  };

  start(0);
  const double before = resident_kib();
  for (int i = 1; i <= idle_sessions; ++i) start(i);
  const double with_sessions = resident_kib();
  context.add(
      at_most({"memory", "each of 200 idle sessions", "KB"}, (with_sessions - before) / idle_sessions, 30));

  for (int i = 0; i < many_commands; ++i) sessions.back().execute("true");
  const double growth = (resident_kib() - with_sessions) * bytes_in_kib;
  context.add(
      at_most({"memory", "each of 10,000 commands in a session", "bytes"}, growth / many_commands, 400));
}

}  // namespace toolbox::bench
