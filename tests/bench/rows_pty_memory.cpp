#include <chrono>
#include <list>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "benchmarks.h"
#include "daemon.h"
#include "http_client.h"
#include "proc_stats.h"
#include "pty.h"
#include "workload.h"

namespace toolbox::bench {
namespace {

using namespace std::chrono_literals;

constexpr int idle_ptys = 500;
constexpr auto settling_time = 1s;
constexpr int settling_attempts = 120;
constexpr std::uint64_t some_wake_ups = 3;  // in the settling time
constexpr std::size_t small_buffer = 4 * kib;

// Resident once the daemon rests: the shells have shown their prompts, and nothing more comes of them.
double settled_kib(const Daemon& daemon) {
  for (int attempt = 0; attempt < settling_attempts; ++attempt) {
    const auto before = context_switches(daemon.pid());
    std::this_thread::sleep_for(settling_time);
    if (wake_ups(before, context_switches(daemon.pid())) <= some_wake_ups) return daemon.resident_kib();
  }
  throw std::runtime_error("the daemon does not come to rest");
}

// A PTY that has shown its prompt shows it to a client that comes later.
void replay_screen(const Pty& pty) {
  if (pty.attach("screen", small_buffer).receive_message().empty()) throw std::runtime_error("no prompt");
}

// The client was not dropped meanwhile.
void check_alive(WebSocketClient& terminal) {
  terminal.send("x");
  terminal.receive_message();
}

}  // namespace

void bench_pty_memory(Context& context) {
  const Daemon daemon(context);
  HttpClient client(daemon.port());
  const Pty first(daemon, client, "first");
  settled_kib(daemon);
  replay_screen(first);
  const double before = settled_kib(daemon);
  const auto each_kib = [&] { return (settled_kib(daemon) - before) / idle_ptys; };

  std::list<Pty> ptys;
  for (int i = 0; i < idle_ptys; ++i) ptys.emplace_back(daemon, client, "pty" + std::to_string(i));
  context.add(at_most({"memory", "each of 500 idle PTYs", "KB"}, each_kib(), 80));

  std::vector<WebSocketClient> clients;
  for (const auto& pty : ptys) clients.push_back(pty.attach("none", small_buffer));
  context.add(measured({"memory", "each of 500 idle PTYs with a client", "KB"}, each_kib()));

  for (const auto& pty : ptys) replay_screen(pty);
  context.add(measured({"memory", "each of 500 idle PTYs with a client, after a replay", "KB"}, each_kib()));
  for (auto& terminal : clients) check_alive(terminal);
}

}  // namespace toolbox::bench
