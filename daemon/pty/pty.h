#pragma once
#include <boost/asio/posix/stream_descriptor.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/environment.h"
#include "base/event.h"
#include "base/launcher.h"
#include "base/pool.h"
#include "base/pseudo_terminal.h"
#include "base/tasks.h"
#include "base/turns.h"
#include "pty/history.h"
#include "pty/pace.h"

namespace toolbox {

// What all terminals use.
struct PtyServices {
  Launcher& launcher;
  const Environment& environment;
  Pool& pool;
  Pool& terminal_pool;  // where much output is read
  Pool& screen_pool;    // and drawn
  Tasks& tasks;
  Log& log;
  std::string home;
  std::string work_dir;
};

struct PtyOptions {
  std::string cwd = {};  // empty: the daemon's
  Environment::Variables envs = {};
  WindowSize size = {};
};

// A terminal and the login shell on it. It lives on without clients, until its shell ends. Loop thread only.
class Pty : public std::enable_shared_from_this<Pty> {
 public:
  Pty(PtyServices& services, Executor executor, PtyOptions options);
  Pty(const Pty&) = delete;
  Pty& operator=(const Pty&) = delete;

  Executor executor() { return master_.get_executor(); }

  // Called once, when all output has been read and before any client hears of the end.
  void when_ended(std::function<void()> call) { when_ended_ = std::move(call); }

  // Starts the shell, once, whoever asks first. Throws SpawnError; the next who asks tries again.
  Task<void> start();

  // Until nobody is just starting it.
  Task<void> settled();

  bool started() const { return process_.has_value(); }
  bool active() const { return process_.has_value() && !exit_code_; }
  bool ended() const { return ended_; }
  // It has, or is about to.
  bool ending() const { return exit_code_ || killing_ || ended_; }
  // By the shell's convention; 137 after kill(). Once it has ended.
  int exit_code() const;

  WindowSize size() const { return options_.size; }
  void resize(WindowSize size);

  // Types `data`, and returns when the terminal has taken it all, or the shell has ended. Several callers
  // take turns.
  Task<void> type(std::string_view data);

  // Begins to end the shell and everything that it has started.
  void kill();
  // Until that is done, or the shell has ended by itself.
  Task<void> gone();

  // Who follows the output says how far it has come, and the program waits for it, within bounds. Each join
  // needs its leave; to leave without it, or twice, does nothing.
  void join(Progress& client, std::uint64_t offset);
  void leave(Progress& client);
  std::size_t clients() const { return clients_.size(); }
  // Until there is a client, or the shell has ended.
  Task<void> visited();

  // Joins behind the bytes that it returns, which draw the screen as it is.
  Task<std::string> join_with_screen(Progress& client);
  // Joins where recent output begins.
  Task<void> join_with_recent(Progress& client);
  // Where the output ends for now.
  std::uint64_t end() const { return history_.backlog().end(); }

  // What comes next for `client`, as soon as there is something; empty when nothing will: the shell has
  // ended, or the client was dropped for being too slow.
  Task<Backlog::Piece> next(const Progress& client);
  // `client` has taken `size` bytes more.
  void taken(Progress& client, std::size_t size);

 private:
  using Descriptor = asio::posix::basic_stream_descriptor<Executor>;

  Environment::Variables variables(const std::string& user) const;
  Task<void> start_shell();
  Task<void> watch(std::shared_ptr<Pty> self);
  Task<void> pump(std::shared_ptr<Pty> self);
  Task<void> pump_output();
  struct Read {
    std::size_t bytes;
    bool more;  // there may be more at once
  };
  bool read_little();
  Task<Read> read_much();
  Read read_into(std::span<char> buffer, std::size_t filled);
  void append(std::string_view bytes);
  void flush_carry();
  Task<void> until_readable();
  Task<void> keep_pace();
  Task<void> draw(std::shared_ptr<Pty> self);
  void draw_if_behind();
  void trim();
  void finish();
  Task<void> hang_up();
  Task<void> end_tree(std::shared_ptr<Pty> self);

  PtyServices& services_;
  PtyOptions options_;
  std::function<void()> when_ended_;
  Descriptor master_;
  // Kept open while the shell lives: with no other end the terminal would look hung up whenever programs have
  // closed theirs.
  UniqueFd slave_;
  std::optional<RunningCommand> process_;
  std::optional<int> exit_code_;
  History history_;
  std::string carry_;  // the beginning of a UTF-8 character whose rest is still to come
  std::vector<Progress*> clients_;
  Turns typing_;
  Event output_;    // more of it, or its end, or a client that is not waited for any more
  Event progress_;  // a client has taken something, or has left; or output was drawn
  Event state_;     // of what follows
  bool starting_ = false;
  bool drawing_ = false;
  bool killing_ = false;
  bool ended_ = false;
  bool gone_ = false;
};

}  // namespace toolbox
