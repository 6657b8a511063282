#include "base/launcher.h"

#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <utility>

#include "base/limits.h"

namespace toolbox {
namespace {

Task<void> end_tree(Pool& pool, Log& log, ProcessTree tree, std::shared_ptr<const ChildRecord> leader) {
  co_await tree.end(pool, log, std::move(leader), limits::kill_grace);
}

}  // namespace

RunningCommand::RunningCommand(Launcher& launcher, Child child, ProcessTree tree)
    : launcher_(&launcher), child_(std::move(child)), tree_(std::move(tree)) {}

RunningCommand::~RunningCommand() {
  if (!launcher_) return;
  auto& s = launcher_->services_;
  s.tasks.spawn("end of a command", end_tree(s.blocking_pool, s.log, std::move(tree_), child_.record()));
}

Task<void> RunningCommand::end(std::chrono::milliseconds grace) {
  auto& s = launcher_->services_;
  co_await tree_.end(s.blocking_pool, s.log, child_.record(), grace);
}

Task<void> RunningCommand::hang_up(std::chrono::milliseconds grace) {
  auto& s = launcher_->services_;
  co_await tree_.end(s.blocking_pool, s.log, child_.record(), grace, true);
}

// Where a process has several threads the kernel may take any of them; the main thread is the one that runs
// the user's code, and it is to have the signal before it reads on.
void RunningCommand::interrupt() const {
  const auto record = child_.record();
  if (!record->wait_status) ::syscall(SYS_tgkill, record->pid, record->pid, SIGINT);
}

void RunningCommand::interrupt_group() const {
  const auto record = child_.record();
  if (!record->wait_status) ::kill(-record->pid, SIGINT);
}

void RunningCommand::kill() const {
  const auto record = child_.record();
  if (!record->wait_status) ::kill(record->pid, SIGKILL);
}

Task<RunningCommand> Launcher::start(Command command, Environment::Variables variables) {
  ProcessTree tree;
  const auto [name, value] = tree.mark();
  variables[name] = value;
  command.env = services_.environment.with(variables);
  auto into_cgroup = [&](Command& c) {
    tree.enter(services_.cgroups);
    c.cgroup_fd = tree.cgroup_fd();
  };
  Child child = co_await Child::start(services_.reaper, services_.spawn_pool, defaults_, std::move(command),
                                      into_cgroup);
  co_return RunningCommand(*this, std::move(child), std::move(tree));
}

}  // namespace toolbox
