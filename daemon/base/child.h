#pragma once
#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <memory>

#include "base/pool.h"
#include "base/reaper.h"
#include "base/spawn.h"
#include "base/task.h"

namespace toolbox {

// A process that the daemon started. Dropping it neither kills nor loses anything: the reaper collects it.
// Loop thread only.
class Child {
 public:
  // Starts `command` on `pool`, where `prepare` has a last word on it. Throws SpawnError.
  static Task<Child> start(Reaper& reaper, Pool& pool, const ChildDefaults& defaults, Command command,
                           std::function<void(Command&)> prepare);

  // Waits for its end and returns the exit code by the shell's convention: 128 + N when signal N killed it.
  Task<int> wait();

  std::shared_ptr<const ChildRecord> record() const { return record_; }

 private:
  using Descriptor = asio::posix::basic_stream_descriptor<Executor>;

  Child(Reaper& reaper, std::shared_ptr<ChildRecord> record, Descriptor pidfd);

  Reaper* reaper_;
  std::shared_ptr<ChildRecord> record_;
  Descriptor pidfd_;
};

}  // namespace toolbox
