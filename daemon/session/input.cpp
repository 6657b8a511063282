// What clients send to a command's stdin.
#include <unistd.h>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <cerrno>

#include "base/api_error.h"
#include "base/limits.h"
#include "base/offload.h"
#include "session/session.h"

namespace toolbox {
namespace {

using namespace asio::experimental::awaitable_operators;
using State = ActiveCommand::State;

[[noreturn]] void no_input(const char* why) {
  throw ApiError(410, "GONE", std::string("gone: ") + why);
}

void check_open(const ActiveCommand& command) {
  if (command.never_ran) throw ApiError(410, "SESSION_ENDED", "gone: the session has ended");
  if (command.state == State::ended) {
    throw ApiError(410, "COMMAND_ALREADY_COMPLETED", "gone: the command has already completed");
  }
}

}  // namespace

Task<void> Session::give_input(std::shared_ptr<ActiveCommand> command, Input input) {
  const auto self = shared_from_this();
  check_open(*command);
  if (!command->takes_input) no_input("a command that runs synchronously has an empty standard input");
  while (command->input_bytes > 0 && command->input_bytes + input.data.size() > limits::max_queued_input) {
    co_await command->changed.wait();
    check_open(*command);
  }
  if (command->input_closed) no_input("the command's standard input was closed");
  command->input_closed = input.eof;
  command->input_bytes += input.data.size();
  const std::uint64_t number = ++command->inputs_given;
  command->inputs.push_back(std::move(input));
  if (command->state == State::queued) co_return;
  start_inputs(command);
  while (command->inputs_done < number) {
    check_open(*command);
    co_await command->changed.wait();
  }
}

void Session::start_inputs(const std::shared_ptr<ActiveCommand>& command) {
  if (command->inputs.empty() || command->writing_inputs) return;
  command->writing_inputs = true;
  services_.tasks.spawn("input of a session's command", write_inputs(shared_from_this(), command));
}

Task<void> Session::write_inputs(std::shared_ptr<Session> /*self*/, std::shared_ptr<ActiveCommand> command) {
  while (!command->inputs.empty() && co_await write_input(*command, command->inputs.front())) {
    command->input_bytes -= command->inputs.front().data.size();
    command->inputs.pop_front();
    ++command->inputs_done;
    command->changed.notify();
  }
  command->writing_inputs = false;
}

// False when the command ended before it was all written.
Task<bool> Session::write_input(ActiveCommand& command, Input& input) {
  if (command.echoes_input && !input.data.empty()) {
    // Before it is sent: the answer to it comes after it.
    auto echo = [&] { command.log->append(Stream::out, input.data); };
    co_await offload(services_.log_pool, std::move(echo));
    command.changed.notify();
  }
  std::string_view rest = input.data;
  while (!rest.empty()) {
    if (!command.stdin_writing) co_return false;
    const ssize_t n = ::write(command.stdin_writing->native_handle(), rest.data(), rest.size());
    if (n >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(n));
    } else if (errno == EAGAIN) {
      co_await (command.stdin_writing->async_wait(asio::posix::descriptor_base::wait_write, use_task) ||
                ended(command));
    } else if (errno != EINTR) {
      throw std::system_error(errno, std::generic_category(), "cannot write to a command's standard input");
    }
  }
  if (input.eof && command.stdin_writing) command.stdin_writing->close();
  co_return true;
}

Task<void> Session::ended(ActiveCommand& command) {
  while (command.state != State::ended) co_await command.changed.wait();
}

}  // namespace toolbox
