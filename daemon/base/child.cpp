#include "base/child.h"

#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/redirect_error.hpp>
#include <utility>

#include "base/offload.h"

namespace toolbox {
namespace {

// Ends the spawn's ticket on every way out.
class Ticket {
 public:
  explicit Ticket(Reaper& reaper) : reaper_(reaper), number_(reaper.begin_spawn()) {}
  ~Ticket() { reaper_.end_spawn(number_); }
  Ticket(const Ticket&) = delete;
  Ticket& operator=(const Ticket&) = delete;

 private:
  Reaper& reaper_;
  std::uint64_t number_;
};

}  // namespace

Child::Child(Reaper& reaper, std::shared_ptr<ChildRecord> record, Descriptor pidfd)
    : reaper_(&reaper), record_(std::move(record)), pidfd_(std::move(pidfd)) {}

Task<Child> Child::start(Reaper& reaper, Pool& pool, const ChildDefaults& defaults, Command command,
                         std::function<void(Command&)> prepare) {
  const auto executor = co_await asio::this_coro::executor;
  const Ticket ticket(reaper);
  auto work = [&] {
    prepare(command);
    return spawn(command, defaults);
  };
  Spawned spawned = co_await offload(pool, std::move(work));
  auto record = reaper.adopt(spawned.pid, spawned.pidfd);
  Descriptor pidfd(executor);
  boost::system::error_code error;
  pidfd.assign(spawned.pidfd.get(), error);
  if (error) {
    // Nobody could wait for it or end it later.
    ::syscall(SYS_pidfd_send_signal, spawned.pidfd.get(), SIGKILL, nullptr, 0);
    throw SpawnError(error.value(), "cannot watch a process", true);
  }
  static_cast<void>(spawned.pidfd.release());
  co_return Child(reaper, std::move(record), std::move(pidfd));
}

Task<int> Child::wait() {
  while (!reaper_->collect(*record_)) {
    // A pidfd becomes readable when its process ends, whoever collects the status.
    co_await pidfd_.async_wait(asio::posix::descriptor_base::wait_read, use_task);
  }
  const int status = *record_->wait_status;
  co_return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

}  // namespace toolbox
