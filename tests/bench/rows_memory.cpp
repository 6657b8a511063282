#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <future>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "benchmarks.h"
#include "daemon.h"
#include "http_client.h"
#include "multipart.h"
#include "proc_stats.h"
#include "workload.h"

namespace toolbox::bench {
namespace {

using namespace std::chrono_literals;

constexpr int mixed_requests = 10'000;
constexpr int mixed_clients = 8;
constexpr rlim_t idle_connections = 5'000;
constexpr auto settling_time = 1s;
constexpr auto idle_time = 60s;
constexpr double kib_in_mib = 1024;

// Request number `i` of a mix of six kinds.
void mixed_request(HttpClient& client, const std::filesystem::path& file, int i) {
  const auto path = percent_encode(file.string());
  switch (i % 6) {
    case 0:
      client.get("/version");
      break;
    case 1:
      client.get("/files?path=" + percent_encode(file.parent_path().string()));
      break;
    case 2:
      client.post("/files/upload?path=" + path, multipart_type(),
                  file_part("file", "small") + random_bytes(4 * kib, 7) + part_end() + multipart_end());
      break;
    case 3:
      client.get("/files/info?path=" + path);
      break;
    case 4:
      client.post("/process/execute", "application/json", R"({"command":"true"})");
      break;
    default:
      client.get("/files/download?path=" + path);
  }
}

void mixed_load(const Daemon& daemon, const std::filesystem::path& directory, int requests, int clients) {
  std::vector<std::future<void>> results;
  for (int number = 0; number < clients; ++number) {
    results.push_back(std::async(std::launch::async, [&daemon, &directory, number, requests, clients] {
      const auto file = directory / ("file" + std::to_string(number));
      write_file(file, "small\n");
      HttpClient client(daemon.port());
      for (int i = 0; i < requests / clients; ++i) mixed_request(client, file, number + i);
    }));
  }
  for (auto& result : results) result.get();
}

void allow_connections(rlim_t count) {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  const rlim_t wanted = count + 200;
  if (limit.rlim_max < wanted) throw std::runtime_error("the limit for open files is too low (ulimit -Hn)");
  limit.rlim_cur = std::max(limit.rlim_cur, wanted);
  if (::setrlimit(RLIMIT_NOFILE, &limit) != 0)
    throw std::runtime_error("cannot raise the limit for open files");
}

}  // namespace

void bench_memory(Context& context) {
  const Scratch scratch(context, "memory");
  const Daemon daemon(context);
  HttpClient(daemon.port()).get("/version");
  std::this_thread::sleep_for(settling_time);
  context.add(at_most({"memory", "resident, idle", "MB"}, daemon.resident_kib() / kib_in_mib, 8));
  mixed_load(daemon, scratch.path(), mixed_requests, mixed_clients);
  std::this_thread::sleep_for(settling_time);
  context.add(
      at_most({"memory", "resident after 10,000 requests", "MB"}, daemon.resident_kib() / kib_in_mib, 12));
}

void bench_connections(Context& context) {
  const Daemon daemon(context);
  allow_connections(idle_connections);  // after the start: the daemon has to raise its own limit
  HttpClient(daemon.port()).get("/version");
  std::this_thread::sleep_for(settling_time);
  const double before = daemon.resident_kib();
  std::vector<HttpClient> clients;
  for (rlim_t i = 0; i < idle_connections; ++i) {
    clients.emplace_back(daemon.port());
    clients.back().get("/version");
  }
  std::this_thread::sleep_for(settling_time);
  const double each = (daemon.resident_kib() - before) / static_cast<double>(idle_connections);
  clients.front().get("/version");  // the oldest is still served
  context.add(at_most({"memory", "each of 5,000 idle keep-alive connections", "KB"}, each, 4));
}

void bench_idle(Context& context) {
  const Scratch scratch(context, "idle");
  const Daemon daemon(context);
  mixed_load(daemon, scratch.path(), 60, 1);  // a daemon that has worked, with its pools started
  std::this_thread::sleep_for(settling_time);
  const auto before = context_switches(daemon.pid());
  std::this_thread::sleep_for(idle_time);
  const auto count = wake_ups(before, context_switches(daemon.pid()));
  context.add(at_most({"cpu", "wake-ups in an idle minute", "wake-ups"}, static_cast<double>(count), 0));
}

}  // namespace toolbox::bench
