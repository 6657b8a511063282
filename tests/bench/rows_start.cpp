#include <chrono>
#include <optional>
#include <stdexcept>
#include <vector>

#include "benchmarks.h"
#include "daemon.h"
#include "http_client.h"
#include "rounds.h"
#include "socket.h"

namespace toolbox::bench {
namespace {

constexpr int starts = 30;
constexpr double patience = 10;  // seconds

// From just before posix_spawn until /version has answered, in milliseconds. Connects in a tight loop.
double start_once(const Context& context) {
  const auto port = free_port();
  const auto output = open_daemon_output(context);
  const auto spec = daemon_spec(context, port, output.get());
  const auto start = Clock::now();
  Process daemon(spec);
  std::optional<UniqueFd> socket;
  while (!(socket = try_connect(port))) {
    if (seconds_since(start) > patience || daemon.has_ended())
      throw std::runtime_error("the daemon did not start");
  }
  HttpClient(std::move(*socket), port).get("/version");
  return seconds_since(start) * 1000;
}

}  // namespace

void bench_start(Context& context) {
  start_once(context);  // the binary into the page cache
  std::vector<double> milliseconds;
  for (int i = 0; i < starts; ++i) milliseconds.push_back(start_once(context));
  context.add(at_most({"start", "execve to answering /version", "ms"}, median(milliseconds), 5));
}

}  // namespace toolbox::bench
