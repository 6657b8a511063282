#include "session/session.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <cerrno>
#include <exception>
#include <system_error>
#include <utility>

#include "base/api_error.h"
#include "base/failure.h"
#include "base/limits.h"
#include "base/offload.h"
#include "base/pipe.h"
#include "base/script_file.h"
#include "base/utf8.h"
#include "session/store.h"

namespace toolbox {
namespace {

using namespace asio::experimental::awaitable_operators;
constexpr auto wait_read = asio::posix::descriptor_base::wait_read;
constexpr auto wait_write = asio::posix::descriptor_base::wait_write;

// Whether a child would find the descriptor in /proc; another namespace's /proc shows other processes there.
bool opens_through_proc(int fd) {
  struct stat own{};
  struct stat seen{};
  return ::fstat(fd, &own) == 0 && ::stat(path_of_descriptor(fd).c_str(), &seen) == 0 &&
         own.st_dev == seen.st_dev && own.st_ino == seen.st_ino;
}

}  // namespace

Session::Session(SessionServices& services, Executor executor, std::string id, std::string directory)
    : services_(services),
      id_(std::move(id)),
      directory_(std::move(directory)),
      link_(executor),
      wake_(executor) {}

Session::~Session() {
  services_.queued_text -= queued_bytes_;
}

Task<std::shared_ptr<Session>> Session::start(SessionServices& services, std::string id,
                                              std::string directory, std::string cwd) {
  const auto executor = co_await asio::this_coro::executor;
  auto session = std::make_shared<Session>(services, executor, std::move(id), std::move(directory));
  auto make_room = [&session] {
    SessionStore::remove_directory(session->directory_);  // of a daemon before this one
    SessionStore::make_directory(session->directory_);
  };
  co_await offload(services.pool, std::move(make_room));
  std::array<int, 2> ends{};
  if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    throw std::system_error(errno, std::generic_category(), "cannot make a socket");
  }
  UniqueFd near_end(ends[0]);
  const UniqueFd far_end(ends[1]);
  assign_nonblocking(session->link_, std::move(near_end));
  if (!opens_through_proc(far_end.get())) {
    throw ApiError::unavailable(
        "a session needs /proc of the daemon's own process namespace to be mounted: its shell opens the "
        "commands' descriptors there");
  }
  Command launch;
  launch.argv = shell_command(services.shell, services.shell_kind);
  launch.cwd = std::move(cwd);
  launch.stdin_fd = launch.stdout_fd = launch.stderr_fd = far_end.get();
  session->process_.emplace(co_await services.launcher.start(launch, {}));
  services.tasks.spawn("a session's shell", session->watch_process(session));
  services.tasks.spawn("a session's reports", session->read_reports(session));
  services.tasks.spawn("a session", session->run_commands(session));
  co_return session;
}

std::shared_ptr<ActiveCommand> Session::submit(Submission submission) {
  if (ended()) throw ApiError(410, "SESSION_ENDED", "gone: the session has ended");
  if (queue_.size() >= limits::max_queued_commands ||
      (queued_bytes_ > 0 && queued_bytes_ + submission.text.size() > limits::max_queued_text)) {
    throw ApiError::unavailable(
        "too many commands are queued in this session: try again when some have ended");
  }
  if (services_.queued_text + submission.text.size() > limits::max_queued_text_of_all) {
    throw ApiError::unavailable("too many large commands are queued: try again when some have ended");
  }
  auto command = std::make_shared<ActiveCommand>(link_.get_executor());
  command->id = submission.id.empty() ? services_.ids.next() : std::move(submission.id);
  command->directory = directory_of(command->id);
  command->takes_input = submission.takes_input;
  command->echoes_input = submission.echoes_input;

  CommandRecord& record = commands_.emplace_back();
  record.id = command->id;
  record.text_size = static_cast<std::uint32_t>(submission.text.size());
  record.long_text = submission.text.size() > limits::command_text;
  record.text = submission.text.substr(0, limits::command_text);
  record.active = command;

  queued_bytes_ += submission.text.size();
  services_.queued_text += submission.text.size();
  command->text = std::move(submission.text);
  queue_.push_back(command);
  wake_.notify();
  return command;
}

const CommandRecord* Session::find(std::string_view command_id) const {
  const auto it = std::lower_bound(
      commands_.begin(), commands_.end(), command_id,
      [](const CommandRecord& record, std::string_view wanted) { return record.id < wanted; });
  return it != commands_.end() && it->id == command_id ? &*it : nullptr;
}

CommandRecord* Session::record_of(std::string_view command_id) {
  return const_cast<CommandRecord*>(std::as_const(*this).find(command_id));
}

std::string Session::directory_of(std::string_view command_id) const {
  return directory_ + "/" + file_name_of(command_id);
}

Task<void> Session::watch_process(std::shared_ptr<Session> /*self*/) {
  death_code_ = co_await process_->wait();
  wake_.notify();
}

Task<void> Session::read_reports(std::shared_ptr<Session> /*self*/) {
  while (!death_code_ && !link_at_end_) {
    co_await link_.async_wait(wait_read, use_task);
    take_reports();
  }
}

// What is there now, without waiting.
void Session::take_reports() {
  std::array<char, 4096> buffer;
  for (;;) {
    const ssize_t n = ::read(link_.native_handle(), buffer.data(), buffer.size());
    if (n == 0) link_at_end_ = true;  // nobody can report any more
    if (n <= 0) return;
    if (const auto code = reports_.feed({buffer.data(), static_cast<std::size_t>(n)})) {
      reported_ = code;
      wake_.notify();
    }
  }
}

Task<void> Session::run_commands(std::shared_ptr<Session> /*self*/) {
  std::exception_ptr failure;
  try {
    co_await run_queue();
  } catch (...) {
    failure = std::current_exception();
  }
  if (failure) {
    if (is_cancellation(failure)) std::rethrow_exception(failure);
    // Whoever waits for a command, or for the session's end, must not wait for ever.
    services_.log.error("session " + utf8::to_valid(id_) + " has to end: " + describe(failure));
    co_await process_->end();
    while (!death_code_) co_await wake_.wait();
  }
  fail_queued();
  runner_done_ = true;
  wake_.notify();
}

// Until the shell is gone.
Task<void> Session::run_queue() {
  const std::string first = first_lines(services_.shell_kind);
  co_await tell_shell(first);
  while (!death_code_) {
    if (!queue_.empty()) {
      const auto command = queue_.front();
      co_await run(command);
      queue_.pop_front();
    } else if (closing_) {
      ::shutdown(link_.native_handle(), SHUT_WR);  // the end of the shell's script
      while (!death_code_) co_await wake_.wait();
    } else {
      co_await wake_.wait();
    }
  }
}

void Session::fail_queued() {
  for (const auto& command : queue_) {
    if (command->state == ActiveCommand::State::ended) continue;
    command->never_ran = true;
    command->code = -1;
    command->state = ActiveCommand::State::ended;
    command->log_end = command->log ? command->log->size() : 0;
    command->stdin_writing.reset();
    if (command->streams) command->streams->close_writing_ends();
    if (auto* record = record_of(command->id)) {
      record->exit_code = -1;
      if (!command->streams) {
        // It has no file that holds the rest, and goes on counting as queued.
        record->text = std::move(command->text);
        record->long_text = false;
        record->active.reset();
      }
    }
    command->changed.notify();
  }
  queue_.clear();
}

Task<void> Session::run(std::shared_ptr<ActiveCommand> command) {
  UniqueFd script;  // open until the shell has run it
  std::string lines;
  try {
    lines = co_await prepare(*command, script);
  } catch (const boost::system::system_error& e) {
    if (e.code() == asio::error::operation_aborted) throw;
    command->failure = std::current_exception();
  } catch (const std::exception&) {
    command->failure = std::current_exception();
  }
  const std::size_t size = std::exchange(command->text, {}).size();
  queued_bytes_ -= size;
  services_.queued_text -= size;
  if (command->failure) {
    command->streams.reset();
    co_await finish(*command, -1, {});
    co_return;
  }
  command->state = ActiveCommand::State::running;
  command->changed.notify();
  services_.tasks.spawn("output of a session's command", pump(shared_from_this(), command));
  start_inputs(command);
  co_await carry_out(*command, lines);
}

// Makes the log, the pipes, and the file of a long script.
Task<std::string> Session::prepare(ActiveCommand& command, UniqueFd& script) {
  auto work = [&] {
    SessionStore::make_directory(command.directory);
    const bool is_long = command.text.size() > limits::command_text;
    if (is_long) SessionStore::write_file(command.directory + "/command", command.text);
    if (command.text.size() > limits::max_shell_line) script = script_file(command.text);
    return CommandLog::create(command.directory + "/output.log", services_.log_limit, services_.pool);
  };
  command.log = co_await offload(services_.pool, std::move(work));
  command.streams = std::make_unique<Streams>(link_.get_executor(), services_.log_pool, command.log);
  if (command.takes_input) {
    Pipe input = make_pipe();
    command.stdin_reading = std::move(input.reading);
    command.stdin_writing.emplace(link_.get_executor());
    assign_nonblocking(*command.stdin_writing, std::move(input.writing));
  }
  ShellOrder order;
  order.command = command.text;
  order.script_fd = script.get();
  order.stdin_fd = command.takes_input ? command.stdin_reading.get() : services_.empty_stdin.get();
  order.stdout_fd = command.streams->writing_end(Stream::out);
  order.stderr_fd = command.streams->writing_end(Stream::err);
  order.token = random_token();
  order.last_code = last_code_;
  reported_.reset();
  reports_.expect(order.token);
  co_return lines_for(order, services_.shell_kind);
}

Task<void> Session::carry_out(ActiveCommand& command, std::string_view lines) {
  co_await tell_shell(lines);
  while (!reported_ && !death_code_) co_await wake_.wait();
  std::string last_words;
  if (!reported_) {
    take_reports();
    // What the shell said by itself on its way out: an EXIT trap's output.
    if (!reported_) last_words = reports_.rest();
  }
  last_code_ = reported_ ? *reported_ : *death_code_;
  co_await finish(command, last_code_, std::move(last_words));
}

Task<void> Session::finish(ActiveCommand& command, int code, std::string last_words) {
  if (command.streams) command.streams->close_writing_ends();
  auto work = [&] {
    if (command.streams) command.streams->drain();
    if (command.log) command.log->append(Stream::out, last_words);
  };
  co_await offload(services_.log_pool, std::move(work));
  command.stdin_writing.reset();
  command.stdin_reading.reset();
  command.code = code;
  command.log_end = command.log ? command.log->size() : 0;
  command.state = ActiveCommand::State::ended;
  if (auto* record = record_of(command.id)) {
    record->exit_code = code;
    if (!command.streams) record->active.reset();
  }
  command.changed.notify();
  // Whoever waits for the command need not wait for this file; the next command does.
  auto write_code = [&] {
    SessionStore::write_file(command.directory + "/exit_code", std::to_string(code) + "\n");
  };
  co_await offload(services_.pool, std::move(write_code));
}

Task<void> Session::tell_shell(std::string_view lines) {
  while (!lines.empty() && !death_code_ && !link_at_end_) {
    const ssize_t n = ::send(link_.native_handle(), lines.data(), lines.size(), MSG_NOSIGNAL);
    if (n >= 0) {
      lines.remove_prefix(static_cast<std::size_t>(n));
    } else if (errno == EAGAIN) {
      co_await (link_.async_wait(wait_write, use_task) || wake_.wait());
    } else if (errno == EPIPE || errno == ECONNRESET) {
      co_return;  // its death is noticed elsewhere
    } else if (errno != EINTR) {
      throw std::system_error(errno, std::generic_category(), "cannot write to a session's shell");
    }
  }
}

Task<void> Session::pump(std::shared_ptr<Session> /*self*/, std::shared_ptr<ActiveCommand> command) {
  co_await command->streams->pump(command->changed);
  while (command->state != ActiveCommand::State::ended) co_await command->changed.wait();
  auto* record = record_of(command->id);
  if (record == nullptr) co_return;
  record->log_first = command->log->first();
  record->active.reset();
  command->streams.reset();
  // A log is kept open that can't be opened again, and one that tells more than its file.
  if (command->log->named() && command->log->unwritten_note().empty()) co_return;
  record->kept_log = command->log;
  kept_logs_.push_back(command->id);
  if (kept_logs_.size() <= limits::max_kept_logs) co_return;
  if (auto* oldest = record_of(kept_logs_.front())) oldest->kept_log.reset();
  kept_logs_.pop_front();
}

void Session::close() {
  closing_ = true;
  wake_.notify();
}

Task<void> Session::end(std::chrono::milliseconds grace, Files files) {
  const auto self = shared_from_this();
  co_await process_->end(grace);
  while (!runner_done_) co_await wake_.wait();
  boost::system::error_code ignored;
  link_.close(ignored);
  auto remove = [this] { SessionStore::remove_directory(directory_); };
  if (files == Files::remove) co_await offload(services_.pool, std::move(remove));
  process_->release();
  gone_ = true;
  wake_.notify();
}

Task<void> Session::hasten(std::chrono::milliseconds grace) {
  const auto self = shared_from_this();
  if (!gone_) co_await process_->end(grace);
}

Task<void> Session::gone() {
  const auto self = shared_from_this();
  while (!gone_) co_await wake_.wait();
}

}  // namespace toolbox
