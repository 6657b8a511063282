#pragma once
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "base/pool.h"
#include "base/task.h"
#include "general/messages.h"

namespace toolbox {

// What the processors did so far, in seconds of processor time.
struct CpuSample {
  double used = 0;
  std::chrono::steady_clock::time_point at;
};

// The sandbox's resources: its cgroup's where there is one, else the host's. Loop thread only.
class Metrics {
 public:
  explicit Metrics(Pool& pool) : pool_(pool) {}

  // The processor use is the average since the last call if that was seconds ago, else of a moment that
  // this call waits.
  Task<SystemMetrics> read();

 private:
  Pool& pool_;
  std::optional<CpuSample> last_;
  double last_pct_ = 0;
};

}  // namespace toolbox
