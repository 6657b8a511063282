#include "pty/pty.h"

#include <unistd.h>

#include <algorithm>
#include <boost/asio/redirect_error.hpp>
#include <cerrno>
#include <chrono>
#include <exception>
#include <utility>

#include "base/failure.h"
#include "base/limits.h"
#include "base/offload.h"
#include "base/pipe.h"
#include "base/users.h"

namespace toolbox {
namespace {

using Clock = std::chrono::steady_clock;
constexpr auto wait_write = asio::posix::descriptor_base::wait_write;

// The last resort is named without one.
std::string path_of(const std::string& shell) {
  return shell.find('/') == std::string::npos ? "/bin/" + shell : shell;
}

std::vector<std::string> login_shell(const std::string& shell) {
  // To csh and tcsh the one flag means what the two mean to all others, and it must be alone.
  if (shell.ends_with("csh")) return {shell, "-l"};
  return {shell, "-i", "-l"};
}

}  // namespace

Pty::Pty(PtyServices& services, Executor executor, PtyOptions options)
    : services_(services),
      options_(std::move(options)),
      master_(executor),
      history_(executor, services.screen_pool, options_.size),
      typing_(executor),
      output_(executor),
      progress_(executor),
      state_(executor) {}

int Pty::exit_code() const {
  constexpr int killed = 137;
  return killing_ || !exit_code_ ? killed : *exit_code_;
}

// user: of the daemon, by the password file; empty when it is not there.
Environment::Variables Pty::variables(const std::string& user) const {
  const auto& environment = services_.environment;
  Environment::Variables out{{"TERM", "xterm-256color"}, {"SHELL", path_of(services_.launcher.shell())}};
  const auto default_to = [&](const char* name, const std::string& value) {
    if (!value.empty() && !environment.get(name)) out[name] = value;
  };
  default_to("HOME", services_.home);
  default_to("USER", user);
  default_to("LOGNAME", user);
  // Without any of these, shells take each byte of a character for one of its own.
  if (!environment.get("LC_ALL") && !environment.get("LC_CTYPE")) default_to("LANG", "C.UTF-8");
  for (const auto& [name, value] : options_.envs) out[name] = value;
  return out;
}

Task<void> Pty::start() {
  co_await settled();
  if (process_ || ended_ || killing_) co_return;
  struct Starting {
    explicit Starting(Pty& p) : pty(p) { pty.starting_ = true; }
    ~Starting() {
      pty.starting_ = false;
      pty.state_.notify();
    }
    Pty& pty;
  } starting(*this);
  co_await start_shell();
}

Task<void> Pty::settled() {
  while (starting_) co_await state_.wait();
}

Task<void> Pty::start_shell() {
  std::string user;
  auto open = [this, &user] {
    if (const auto entry = find_user(::geteuid())) user = entry->name;
    return open_pseudo_terminal(options_.size);
  };
  PseudoTerminal terminal = co_await offload(services_.pool, std::move(open));
  set_window_size(terminal.master.get(), options_.size);  // in case it was resized meanwhile
  Command launch;
  launch.argv = login_shell(services_.launcher.shell());
  launch.cwd = options_.cwd;
  launch.stdin_fd = launch.stdout_fd = launch.stderr_fd = terminal.slave.get();
  launch.on_terminal = true;
  assign_nonblocking(master_, std::move(terminal.master));
  try {
    process_.emplace(co_await services_.launcher.start(launch, variables(user)));
  } catch (...) {
    master_.close();
    throw;
  }
  slave_ = std::move(terminal.slave);
  services_.tasks.spawn("a terminal's shell", watch(shared_from_this()));
  services_.tasks.spawn("a terminal's output", pump(shared_from_this()));
}

Task<void> Pty::watch(std::shared_ptr<Pty> /*self*/) {
  exit_code_ = co_await process_->wait();
  boost::system::error_code ignored;
  master_.cancel(ignored);  // at which pump() and type() look
}

void Pty::resize(WindowSize size) {
  options_.size = size;
  history_.resize(size);
  if (master_.is_open()) set_window_size(master_.native_handle(), size);
}

Task<void> Pty::type(std::string_view data) {
  Turns::Turn turn(typing_);
  co_await turn.come();
  while (!data.empty() && active() && master_.is_open()) {
    const ssize_t n = ::write(master_.native_handle(), data.data(), data.size());
    if (n > 0) {
      data.remove_prefix(static_cast<std::size_t>(n));
    } else if (n == 0 || errno == EAGAIN) {
      boost::system::error_code cancelled;
      co_await master_.async_wait(wait_write, asio::redirect_error(use_task, cancelled));
    } else if (errno != EINTR) {
      co_return;  // it has hung up: its end is noticed elsewhere
    }
  }
}

void Pty::trim() {
  std::uint64_t wanted = end();
  for (const auto* client : clients_) {
    if (!client->dropped) wanted = std::min(wanted, client->offset);
  }
  history_.trim(wanted);
}

void Pty::finish() {
  if (std::exchange(ended_, true)) return;
  boost::system::error_code ignored;
  master_.close(ignored);
  slave_.reset();
  if (process_ && !killing_) {
    process_->release();  // what the shell has left in the background
    gone_ = true;
  }
  if (when_ended_) std::exchange(when_ended_, nullptr)();
  output_.notify();
  progress_.notify();
  state_.notify();
}

void Pty::kill() {
  if (gone_ || std::exchange(killing_, true)) return;
  services_.tasks.spawn("end of a terminal", end_tree(shared_from_this()));
}

Task<void> Pty::gone() {
  const auto self = shared_from_this();
  while (!gone_) co_await state_.wait();
}

// Ends the tree as well as it can: nobody is to wait for ever for what can't be ended.
Task<void> Pty::hang_up() {
  std::exception_ptr failure;
  try {
    co_await process_->hang_up();
  } catch (...) {
    failure = std::current_exception();
  }
  if (!failure) co_return;
  if (is_cancellation(failure)) std::rethrow_exception(failure);
  services_.log.error("what a terminal has started can't be ended: " + describe(failure));
}

Task<void> Pty::end_tree(std::shared_ptr<Pty> /*self*/) {
  progress_.notify();
  co_await settled();
  if (process_ && !gone_) {
    co_await hang_up();
    while (!ended_) co_await state_.wait();
    process_->release();
  }
  finish();
  gone_ = true;
  state_.notify();
}

void Pty::join(Progress& client, std::uint64_t offset) {
  client.offset = offset;
  client.taken = Clock::now();
  clients_.push_back(&client);
  state_.notify();
}

Task<void> Pty::visited() {
  while (clients_.empty() && !ended_) co_await state_.wait();
}

void Pty::leave(Progress& client) {
  std::erase(clients_, &client);
  trim();
  progress_.notify();
}

Task<std::string> Pty::join_with_screen(Progress& client) {
  if (end() == 0) {
    join(client, 0);
    co_return std::string();
  }
  History::Snapshot snapshot = co_await history_.snapshot();
  join(client, snapshot.offset);
  co_return std::move(snapshot.bytes);
}

Task<void> Pty::join_with_recent(Progress& client) {
  const std::uint64_t offset = co_await history_.recent();
  join(client, offset);
}

Task<Backlog::Piece> Pty::next(const Progress& client) {
  while (client.offset >= end() && !ended_ && !client.dropped) co_await output_.wait();
  if (client.dropped) co_return Backlog::Piece{};
  co_return history_.backlog().at(client.offset, limits::pty_message);
}

void Pty::taken(Progress& client, std::size_t size) {
  client.offset += size;
  client.taken = Clock::now();
  if (client.dropped) return;
  trim();
  progress_.notify();
}

}  // namespace toolbox
