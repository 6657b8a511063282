#pragma once
#include <map>
#include <string>

#include "base/environment.h"
#include "base/pool.h"
#include "base/task.h"
#include "general/messages.h"
#include "general/metrics.h"

namespace toolbox {

// What concerns the sandbox as a whole. Loop thread only.
class General {
 public:
  // work_dir: the daemon's, which relative paths are relative to.
  General(Environment& environment, Pool& pool, std::string home, std::string work_dir);

  Task<VersionReply> version();
  Task<DirReply> home_dir();
  Task<DirReply> work_dir();
  Task<MessageReply> init(InitParams params);
  Task<std::map<std::string, std::string>> set_env(EnvParams params);
  Task<SystemMetrics> metrics();

 private:
  Environment& environment_;
  Metrics metrics_;
  const std::string home_;
  const std::string work_dir_;
};

}  // namespace toolbox
