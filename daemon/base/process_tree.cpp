#include "base/process_tree.h"

#include <dirent.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <charconv>
#include <cstdlib>
#include <ctime>
#include <exception>
#include <iterator>
#include <memory>
#include <optional>
#include <sstream>
#include <string_view>
#include <system_error>
#include <unordered_set>

#include "base/failure.h"
#include "base/offload.h"
#include "base/read_file.h"
#include "base/timer.h"

namespace toolbox {
namespace {

using Clock = std::chrono::steady_clock;
using Descriptor = asio::posix::basic_stream_descriptor<Executor>;

// Having nothing to look with must not pass for there being nothing to see.
void check_looked() {
  if (errno == EMFILE || errno == ENFILE || errno == ENOMEM) {
    throw std::system_error(errno, std::generic_category(), "cannot look for a command's processes");
  }
}

std::string read_proc(pid_t pid, const char* file) {
  std::string text = read_small_file("/proc/" + std::to_string(pid) + "/" + file);
  if (text.empty()) check_looked();
  return text;
}

struct Process {
  pid_t pid;
  char state;
  pid_t parent;
  pid_t group;
  std::string start_time;  // with the pid, names a process for good
};

// From /proc/<pid>/stat; the program's name in it may hold anything, so the fields count from its last ')'.
std::optional<Process> read_stat(pid_t pid) {
  const std::string text = read_proc(pid, "stat");
  const auto paren = text.rfind(')');
  if (paren == std::string::npos) return std::nullopt;
  std::string_view rest = std::string_view(text).substr(paren + 1);
  std::vector<std::string_view> fields;
  while (!rest.empty() && fields.size() < 20) {
    rest.remove_prefix(std::min(rest.find_first_not_of(" \n"), rest.size()));
    const std::size_t length = std::min(rest.find(' '), rest.size());
    fields.push_back(rest.substr(0, length));
    rest.remove_prefix(length);
  }
  if (fields.size() < 20) return std::nullopt;
  const auto number = [](std::string_view field) {
    pid_t value = 0;
    std::from_chars(field.data(), field.data() + field.size(), value);
    return value;
  };
  return Process{pid, fields[0][0], number(fields[1]), number(fields[2]), std::string(fields[19])};
}

std::vector<Process> all_processes() {
  const std::unique_ptr<DIR, int (*)(DIR*)> dir(::opendir("/proc"), ::closedir);
  std::vector<Process> out;
  if (!dir) {
    check_looked();
    return out;  // no /proc here: only cgroups can help
  }
  while (const dirent* entry = ::readdir(dir.get())) {
    pid_t pid = 0;
    const std::string_view name(entry->d_name);
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), pid);
    if (error != std::errc() || end != name.data() + name.size() || pid == ::getpid()) continue;
    auto process = read_stat(pid);
    if (process && process->state != 'Z' && process->state != 'X') out.push_back(std::move(*process));
  }
  return out;
}

bool has_mark(pid_t pid, const std::string& entry) {
  const std::string separator(1, '\0');
  return (separator + read_proc(pid, "environ")).find(separator + entry + separator) != std::string::npos;
}

// Until the group of `events` becomes populated or empty. The reading of the file before the call counts.
Task<void> until_changed(int events) {
  Descriptor file(co_await asio::this_coro::executor);
  file.assign(::dup(events));
  co_await file.async_wait(asio::posix::descriptor_base::wait_error, use_task);
}

Task<void> until_ended(std::vector<HeldProcess>& processes) {
  const auto executor = co_await asio::this_coro::executor;
  for (auto& process : processes) {
    Descriptor pidfd(executor, ::dup(process.pidfd.get()));
    co_await pidfd.async_wait(asio::posix::descriptor_base::wait_read, use_task);
  }
}

// True when all ended within `patience`.
Task<bool> ended_within(std::vector<HeldProcess>& processes, std::chrono::milliseconds patience) {
  using namespace asio::experimental::awaitable_operators;
  Timer timer(co_await asio::this_coro::executor, patience);
  const auto first = co_await (until_ended(processes) || timer.async_wait(use_task));
  co_return first.index() == 0;
}

void signal_all(const std::vector<HeldProcess>& processes, int signal) {
  for (const auto& process : processes) {
    ::syscall(SYS_pidfd_send_signal, process.pidfd.get(), signal, nullptr, 0);
  }
}

// SIGTERM once for each: to the leader's process group at one moment, as what is just being born there gets
// it too, and to each of those that have left it. SIGCONT, as a stopped process acts only once it goes on.
void terminate(const std::vector<HeldProcess>& processes, const ChildRecord& leader, bool hang_up) {
  const bool has_group = !leader.wait_status;
  for (const int signal : {SIGHUP, SIGTERM, SIGCONT}) {
    if (signal == SIGHUP && !hang_up) continue;
    if (has_group) ::kill(-leader.pid, signal);
    for (const auto& process : processes) {
      if (has_group && ::getpgid(process.pid) == leader.pid) continue;
      ::syscall(SYS_pidfd_send_signal, process.pidfd.get(), signal, nullptr, 0);
    }
  }
}

}  // namespace

std::vector<HeldProcess> find_tree(const std::string& id, pid_t leader, const std::string& known) {
  const auto processes = all_processes();
  const std::string entry = "TOOLBOXD_TREE=" + id;
  std::istringstream known_pids(known);
  std::unordered_set<pid_t> members{std::istream_iterator<pid_t>(known_pids), {}};
  members.erase(0);  // stands for a member that is outside our pid namespace
  for (const auto& process : processes) {
    const bool in_group = leader > 0 && process.group == leader;
    if (process.pid == leader || in_group || has_mark(process.pid, entry)) members.insert(process.pid);
  }
  for (std::size_t before = 0; before != members.size();) {
    before = members.size();
    for (const auto& process : processes) {
      if (members.contains(process.parent)) members.insert(process.pid);
    }
  }
  std::vector<HeldProcess> out;
  for (const auto& process : processes) {
    if (!members.contains(process.pid)) continue;
    UniqueFd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, process.pid, 0)));
    if (!pidfd) {
      check_looked();
      continue;  // it has ended
    }
    // Between the reading and the opening the pid may have gone to another process.
    const auto still = read_stat(process.pid);
    if (still && still->start_time == process.start_time) out.push_back({process.pid, std::move(pidfd)});
  }
  return out;
}

ProcessTree::ProcessTree() {
  static std::atomic<std::uint64_t> count = 0;
  static const std::string boot = [] {
    timespec time{};
    ::clock_gettime(CLOCK_REALTIME, &time);
    return std::to_string(::getpid()) + "-" + std::to_string(time.tv_sec) + std::to_string(time.tv_nsec);
  }();
  id_ = boot + "-" + std::to_string(++count);
}

Task<void> ProcessTree::end(Pool& pool, Log& log, std::shared_ptr<const ChildRecord> leader,
                            std::chrono::milliseconds grace, bool hang_up) {
  const auto signal_group = [&leader](int signal) {
    if (!leader->wait_status) ::kill(-leader->pid, signal);
  };
  std::exception_ptr failure;
  try {
    co_await end_found(pool, log, leader, grace, hang_up);
  } catch (...) {
    failure = std::current_exception();
  }
  if (!failure) co_return;
  if (is_cancellation(failure)) std::rethrow_exception(failure);
  log.error(describe(failure) + ": ending only its process group");
  signal_group(SIGKILL);
}

Task<void> ProcessTree::end_found(Pool& pool, Log& log, std::shared_ptr<const ChildRecord> leader,
                                  std::chrono::milliseconds grace, bool hang_up) {
  using namespace asio::experimental::awaitable_operators;
  constexpr std::chrono::seconds patience(5);
  pid_t leader_pid = 0;
  auto find = [this, &leader_pid] { return find_tree(id_, leader_pid, cgroup_.members()); };
  const auto update_leader = [&] { leader_pid = leader->wait_status ? 0 : leader->pid; };
  update_leader();
  auto processes = co_await offload(pool, find);
  terminate(processes, *leader, hang_up);
  if (!processes.empty()) co_await ended_within(processes, grace);

  auto kill_group = [this] {
    if (cgroup_.populated()) cgroup_.kill_all();
    return cgroup_.populated();
  };
  Timer give_up(co_await asio::this_coro::executor, patience);
  // One look that finds nothing is no proof: a process that forks and ends can be missed between the two.
  for (int clean = 0; clean < 2;) {
    const bool populated = co_await offload(pool, kill_group);
    update_leader();
    processes = co_await offload(pool, find);
    clean = processes.empty() && !populated ? clean + 1 : 0;
    if (clean == 0 && Clock::now() > give_up.expiry()) {
      log.warn("processes of an ended command do not react to SIGKILL");
      co_return;
    }
    signal_all(processes, SIGKILL);
    if (!processes.empty()) {
      co_await ended_within(processes, patience);
    } else if (populated) {
      co_await (until_changed(cgroup_.events()) || give_up.async_wait(use_task));
    }
  }
}

}  // namespace toolbox
