#pragma once
#include <sys/types.h>

#include <boost/asio/signal_set.hpp>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <unordered_map>
#include <vector>

#include "base/task.h"
#include "base/unique_fd.h"

namespace toolbox {

// A process that the daemon started. Its pid names it only until it is reaped.
struct ChildRecord {
  pid_t pid;
  std::optional<int> wait_status;  // as waitpid gives it, once reaped
};

// The one place that waits for processes: children that were started here keep their status until somebody
// asks, orphans that the kernel hands to the daemon (as PID 1 or as subreaper) are collected and forgotten.
// Loop thread only.
class Reaper {
 public:
  explicit Reaper(asio::io_context& loop);

  // Makes the daemon its descendants' subreaper and collects at every SIGCHLD, until cancelled.
  Task<void> run();

  // Around a spawn: between the two calls a process that is unknown may be the one being spawned, so its
  // status is kept. Each begin needs its end.
  std::uint64_t begin_spawn();
  void end_spawn(std::uint64_t ticket);

  // Registers what a spawn made; call it before end_spawn.
  std::shared_ptr<ChildRecord> adopt(pid_t pid, const UniqueFd& pidfd);

  // Reaps the process of `record` if it has ended and nobody has; true when its status is there.
  bool collect(ChildRecord& record);

 private:
  struct Unclaimed {
    pid_t pid;
    int wait_status;
    std::uint64_t newest_ticket;  // no later spawn can have made it
  };
  void collect_all();
  void deliver(pid_t pid, int wait_status);

  asio::basic_signal_set<Executor> child_signal_;
  std::unordered_map<pid_t, std::weak_ptr<ChildRecord>> running_;
  std::set<std::uint64_t> spawning_;
  std::vector<Unclaimed> unclaimed_;
  std::uint64_t last_ticket_ = 0;
};

}  // namespace toolbox
