#include "base/reaper.h"

#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include <algorithm>
#include <cerrno>

#include "base/limits.h"

namespace toolbox {
namespace {

constexpr int status_lost = 255;  // the exit code that stands for one that nobody knows

}  // namespace

Reaper::Reaper(asio::io_context& loop) : child_signal_(loop.get_executor(), SIGCHLD) {
  ::prctl(PR_SET_CHILD_SUBREAPER, 1);
}

Task<void> Reaper::run() {
  for (;;) {
    collect_all();
    co_await child_signal_.async_wait(use_task);
  }
}

std::uint64_t Reaper::begin_spawn() {
  spawning_.insert(++last_ticket_);
  return last_ticket_;
}

void Reaper::end_spawn(std::uint64_t ticket) {
  spawning_.erase(ticket);
  const std::uint64_t oldest = spawning_.empty() ? last_ticket_ + 1 : *spawning_.begin();
  std::erase_if(unclaimed_, [&](const Unclaimed& u) { return u.newest_ticket < oldest; });
}

std::shared_ptr<ChildRecord> Reaper::adopt(pid_t pid, const UniqueFd& pidfd) {
  auto record = std::make_shared<ChildRecord>(ChildRecord{pid, std::nullopt});
  // The pid may be that of an orphan which ended before: only a process that has ended has a status, and the
  // newest of that pid is its own.
  pollfd ended{pidfd.get(), POLLIN, 0};
  const auto it = std::ranges::find(unclaimed_.rbegin(), unclaimed_.rend(), pid, &Unclaimed::pid);
  if (it != unclaimed_.rend() && ::poll(&ended, 1, 0) == 1) {
    record->wait_status = it->wait_status;
  } else {
    running_[pid] = record;
  }
  std::erase_if(unclaimed_, [&](const Unclaimed& u) { return u.pid == pid; });
  return record;
}

bool Reaper::collect(ChildRecord& record) {
  if (record.wait_status) return true;
  int status = 0;
  const pid_t pid = ::waitpid(record.pid, &status, WNOHANG);
  if (pid < 0 && errno == ECHILD) {
    status = W_EXITCODE(status_lost, 0);  // somebody else in this process has taken it
  } else if (pid != record.pid) {
    return false;
  }
  record.wait_status = status;
  running_.erase(record.pid);
  return true;
}

void Reaper::collect_all() {
  for (;;) {
    int status = 0;
    const pid_t pid = ::waitpid(-1, &status, WNOHANG);
    if (pid > 0) {
      deliver(pid, status);
    } else if (pid == 0 || errno != EINTR) {
      return;
    }
  }
}

void Reaper::deliver(pid_t pid, int wait_status) {
  if (const auto it = running_.find(pid); it != running_.end()) {
    if (const auto record = it->second.lock()) record->wait_status = wait_status;
    running_.erase(it);
  } else if (!spawning_.empty()) {
    // A spawn that hangs (on a dead network file system) must not make this grow with every orphan.
    if (unclaimed_.size() >= limits::max_unclaimed) unclaimed_.erase(unclaimed_.begin());
    unclaimed_.push_back({pid, wait_status, last_ticket_});
  }
}

}  // namespace toolbox
