#pragma once
#include <boost/asio/posix/stream_descriptor.hpp>
#include <deque>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/environment.h"
#include "base/launcher.h"
#include "base/pool.h"
#include "base/task.h"
#include "base/unique_fd.h"
#include "interpreter/channel.h"
#include "interpreter/frames.h"
#include "interpreter/language.h"

namespace toolbox {

// A worker that started but then could not run code: what() says what is known.
struct WorkerFailed : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// What happens in a worker, in this order.
struct WorkerEvent {
  enum class Kind { output, error_output, display, done, ended };
  Kind kind;
  std::string bytes = {};    // of the outputs; of the others the message for the client, if there is one
  bool interrupted = false;  // done, by an interrupt
  bool settled = false;      // no more of this line came within a moment
};

// Code for a worker.
struct WorkerOrder {
  std::string code;
  Environment::Variables envs;
  bool rich = false;
  std::shared_ptr<void> share = {};  // what its memory counts for
};

// A process that runs code for a context, one execution after another. Dropping it ends it and all that it
// has started. Loop thread only.
class Worker {
 public:
  // Starts one in `cwd` (empty: the daemon's). Throws SpawnError, system_error.
  static Task<std::unique_ptr<Worker>> start(Launcher& launcher, Pool& pool, Language language,
                                             std::string cwd);

  // Returns once it can run code. Throws WorkerFailed. Once; cancelled in between, it leaves the worker of no
  // more use.
  Task<void> get_ready();
  bool ready() const { return ready_; }

  // Hands over the code. Not while it runs any: after this come events up to one that is done or ended.
  // Cancelled in between, it leaves the worker of no more use.
  Task<void> run(WorkerOrder order);

  // The next event. After the end: that, again. May be cancelled and called again without losing one.
  Task<WorkerEvent> next();

  // Asks the running code to stop; with_children: all of the process group, as a terminal does.
  void interrupt(bool with_children);

  // Ends it and everything that it has started, and returns when that is gone. polite: lets it run its exit
  // handlers before, for a moment.
  Task<void> end(bool polite);

  bool used() const { return used_; }
  // Code was handed over and is not done yet.
  bool busy() const { return busy_; }
  bool alive() const { return !ended_; }
  // How it ended: "the Python process was killed by signal 9 (SIGKILL)".
  std::string death() const;
  // The daemon's variables as they were when this was started.
  const Environment::Variables& environment() const { return environment_; }
  // What a Node worker can take.
  bool takes_typescript() const { return takes_typescript_; }

 private:
  using Descriptor = asio::posix::basic_stream_descriptor<Executor>;
  struct Frame;

  Worker(Executor executor, Pool& pool, Language language, Environment::Variables environment);

  Command command(std::string cwd) const;
  Task<std::string> introduce();
  Task<std::string> until_ready();
  Task<void> something_happens();
  Task<void> take();
  bool has_message();
  Task<bool> take_frame();
  bool take_line();
  void handle(Frame frame);
  void shell_done(int status);
  Task<void> settle();
  void drain();
  void drain(Descriptor& pipe, WorkerEvent::Kind kind);
  void read_pipe(Descriptor& pipe, WorkerEvent::Kind kind, std::size_t most);
  Task<void> take_end();
  void break_off(std::string why);

  Pool& pool_;
  const Language language_;
  const Environment::Variables environment_;
  Channel channel_;
  Descriptor out_;
  Descriptor error_;
  bool out_open_ = true;
  bool error_open_ = true;
  std::optional<RunningCommand> process_;
  FrameReader frames_;
  std::string line_;  // of a Bash worker, not yet whole
  UniqueFd script_;   // what a Bash worker reads
  std::deque<WorkerEvent> events_;
  std::uint64_t out_bytes_ = 0;  // all that has come out of its stdout
  std::uint64_t last_order_ = 0;
  bool ready_ = false;
  bool used_ = false;
  bool busy_ = false;
  bool ended_ = false;
  bool interrupted_ = false;
  bool takes_typescript_ = false;
  bool gone_ = false;
  std::string violation_;  // why the daemon ended it
};

}  // namespace toolbox
