#pragma once
#include <boost/asio/posix/stream_descriptor.hpp>
#include <chrono>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/event.h"
#include "base/ids.h"
#include "base/launcher.h"
#include "base/pool.h"
#include "base/tasks.h"
#include "session/command.h"
#include "session/shell_link.h"

namespace toolbox {

// What all sessions use.
struct SessionServices {
  Launcher& launcher;
  Pool& pool;
  Pool& log_pool;  // what is written to and read from logs, so that it hinders nobody else
  Tasks& tasks;
  Log& log;
  std::string shell;
  ShellKind shell_kind;
  UniqueFd empty_stdin;     // what commands without input read
  std::uint64_t log_limit;  // bytes of one command's log
  Uuids ids;
  std::size_t queued_text = 0;  // bytes of commands that wait, of all sessions
};

// One long-lived shell and the commands that were given to it, one after another. Loop thread only.
class Session : public std::enable_shared_from_this<Session> {
 public:
  // directory: of its files. cwd: empty for the daemon's. Throws SpawnError, system_error.
  static Task<std::shared_ptr<Session>> start(SessionServices& services, std::string id,
                                              std::string directory, std::string cwd);

  Session(SessionServices& services, Executor executor, std::string id, std::string directory);

  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  const std::string& id() const { return id_; }
  // The shell is gone, or about to go.
  bool ended() const { return death_code_.has_value() || ending_; }

  struct Submission {
    std::string id;  // empty: a new one
    std::string text;
    bool takes_input = false;
    bool echoes_input = true;
  };
  // Puts a command at the end of the queue. Throws ApiError 410 when the session has ended, 503 when too
  // much is queued.
  std::shared_ptr<ActiveCommand> submit(Submission submission);

  // Nothing when there is no such command.
  const CommandRecord* find(std::string_view command_id) const;
  const std::deque<CommandRecord>& commands() const { return commands_; }

  std::string directory_of(std::string_view command_id) const;

  // Returns when the command's pipe has taken `input`, or when it is kept for a command that is still queued.
  // Throws ApiError 410 when the command has ended or takes no input.
  Task<void> give_input(std::shared_ptr<ActiveCommand> command, Input input);

  // SIGTERM to everything that the session has started, SIGKILL to what is left after `grace`; then its
  // files go, unless they are to be kept. Once.
  enum class Files { remove, keep };
  Task<void> end(std::chrono::milliseconds grace, Files files);
  // True for the first who wants it to end, who is to call end(). No more commands are taken from here on.
  bool begin_end() { return !std::exchange(ending_, true); }
  // Beside an end() that is under way: kills after `grace` what that would wait for longer.
  Task<void> hasten(std::chrono::milliseconds grace);
  // Returns when end() is done.
  Task<void> gone();

  // No more commands: the shell ends after those that are queued.
  void close();

 private:
  using Descriptor = asio::posix::basic_stream_descriptor<Executor>;

  Task<void> watch_process(std::shared_ptr<Session> self);
  Task<void> read_reports(std::shared_ptr<Session> self);
  Task<void> run_commands(std::shared_ptr<Session> self);
  Task<void> run_queue();
  Task<void> run(std::shared_ptr<ActiveCommand> command);
  Task<std::string> prepare(ActiveCommand& command, UniqueFd& script);
  Task<void> carry_out(ActiveCommand& command, std::string_view lines);
  Task<void> finish(ActiveCommand& command, int code, std::string last_words);
  void fail_queued();
  Task<void> tell_shell(std::string_view lines);
  void take_reports();
  Task<void> pump(std::shared_ptr<Session> self, std::shared_ptr<ActiveCommand> command);
  Task<void> write_inputs(std::shared_ptr<Session> self, std::shared_ptr<ActiveCommand> command);
  Task<bool> write_input(ActiveCommand& command, Input& input);
  static Task<void> ended(ActiveCommand& command);
  void start_inputs(const std::shared_ptr<ActiveCommand>& command);
  CommandRecord* record_of(std::string_view command_id);

  SessionServices& services_;
  const std::string id_;
  const std::string directory_;
  std::optional<RunningCommand> process_;
  Descriptor link_;  // the socket that is the shell's stdin, stdout and stderr
  bool link_at_end_ = false;
  ReportReader reports_;
  Event wake_;  // something below has changed
  std::optional<int> reported_;
  std::optional<int> death_code_;
  int last_code_ = 0;
  bool closing_ = false;
  bool ending_ = false;
  bool runner_done_ = false;
  bool gone_ = false;
  std::deque<CommandRecord> commands_;                // in the order given, which is that of their ids
  std::deque<std::shared_ptr<ActiveCommand>> queue_;  // the first may be running
  std::size_t queued_bytes_ = 0;
  std::deque<std::string> kept_logs_;  // commands whose logs have no name
};

}  // namespace toolbox
