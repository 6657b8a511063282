#include <vector>

#include "benchmarks.h"
#include "daemon.h"
#include "rounds.h"
#include "start.h"

namespace toolbox::bench {
namespace {

constexpr int starts = 30;

}  // namespace

void bench_start(Context& context) {
  const auto environment = daemon_environment(context);
  start_until_version(context, environment);  // the binary into the page cache
  std::vector<double> milliseconds;
  for (int i = 0; i < starts; ++i) milliseconds.push_back(start_until_version(context, environment));
  context.add(at_most({"start", "execve to answering /version", "ms"}, median(milliseconds), 5));
}

}  // namespace toolbox::bench
