#include <gtest/gtest.h>

#include "general/metrics.h"
#include "support.h"

namespace toolbox {
namespace {

TEST(Metrics, WhatIsReadHereIsPlausible) {
  asio::io_context loop(1);
  Pool pool("test", 1);
  Metrics metrics(pool);
  const SystemMetrics m = run_on(loop, metrics.read());
  EXPECT_GT(m.cpu_count, 0);
  EXPECT_GE(m.cpu_used_pct, 0);
  EXPECT_LE(m.cpu_used_pct, 100);
  EXPECT_GT(m.mem_total, 0U);
  EXPECT_LE(m.mem_used, m.mem_total);
  EXPECT_GT(m.disk_total, 0U);
  EXPECT_LE(m.disk_used, m.disk_total);
  EXPECT_GT(m.timestamp_unix, 0);
}

}  // namespace
}  // namespace toolbox
