#include "start.h"

#include <optional>
#include <stdexcept>
#include <utility>

#include "daemon.h"
#include "http_client.h"
#include "rounds.h"
#include "socket.h"

namespace toolbox::bench {
namespace {

constexpr double patience = 10;  // seconds

}  // namespace

double start_until(const Context& context, const std::vector<std::string>& environment,
                   const std::function<void(std::uint16_t port, UniqueFd first)>& answered) {
  const auto port = free_port();
  const auto output = open_daemon_output(context);
  auto spec = daemon_spec(context, port, output.get());
  spec.environment = environment;
  const auto start = Clock::now();
  Process daemon(spec);
  std::optional<UniqueFd> socket;
  while (!(socket = try_connect(port))) {  // in a tight loop
    if (seconds_since(start) > patience || daemon.has_ended())
      throw std::runtime_error("the daemon did not start");
  }
  answered(port, std::move(*socket));
  return seconds_since(start) * 1000;
}

double start_until_version(const Context& context, const std::vector<std::string>& environment) {
  return start_until(context, environment, [](std::uint16_t port, UniqueFd first) {
    HttpClient(std::move(first), port).get("/version");
  });
}

}  // namespace toolbox::bench
