#pragma once
#include <chrono>
#include <cstddef>
#include <memory>
#include <string>

#include "base/event.h"
#include "base/launcher.h"
#include "base/log.h"
#include "base/pool.h"
#include "base/tasks.h"
#include "base/turns.h"
#include "http/websocket.h"
#include "interpreter/language.h"
#include "interpreter/worker.h"

namespace toolbox {

// What all contexts use.
struct ContextServices {
  Launcher& launcher;
  Pool& pool;
  Tasks& tasks;
  Log& log;
  std::string work_dir;
  std::size_t waiting_code = 0;  // bytes of all executions that wait or begin
};

// A worker's state, in which one execution after another runs; and the worker of the next, where one has
// died. Loop thread only.
class Context : public std::enable_shared_from_this<Context> {
 public:
  struct Options {
    Language language = Language::python;
    std::string cwd = {};     // empty: the daemon's
    bool stays_warm = false;  // has a worker at all times, so that the first execution need not wait
  };
  Context(ContextServices& services, Executor executor, Options options);
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  // Starts the worker, where it does not stay warm by itself. Throws SpawnError, system_error, WorkerFailed.
  Task<void> start();
  // From here on it looks after itself, until it is ended.
  void open();

  // Runs code for a client when it is its turn, and closes the client's WebSocket.
  Task<void> execute(WebSocket& client, WorkerOrder order, std::chrono::seconds timeout);

  // The environment of what is started from now on has changed.
  void refresh() { changed_.notify(); }

  // Ends what runs, and the worker, and returns when all is gone.
  Task<void> end();

  bool active() const { return worker_ && worker_->ready() && worker_->alive(); }
  const Worker* worker() const { return worker_.get(); }

 private:
  class Waiting;
  class CodeShare;

  Task<void> attend(std::shared_ptr<Context> self);
  Task<void> attend_idle();
  Task<void> warm_up();
  Task<std::string> start_worker();
  Task<void> until_ending();
  static Task<void> tell_failure(WebSocket& client, const std::string& failure);
  bool outdated() const;

  ContextServices& services_;
  const Options options_;
  Event changed_;
  Turns turns_;  // of those who use the worker: executions, and attend() while there is none
  std::unique_ptr<Worker> worker_;
  std::size_t waiting_ = 0;  // executions that wait for their turn
  bool warms_up_;            // cleared when that has failed, until the next execution
  bool ending_ = false;
  bool gone_ = false;
};

}  // namespace toolbox
