#include "base/command_run.h"

#include <algorithm>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <exception>
#include <optional>
#include <utility>

#include "base/api_error.h"
#include "base/timer.h"

namespace toolbox {
namespace {

using namespace asio::experimental::awaitable_operators;

}  // namespace

Task<CommandOutcome> CommandRunner::run(Command launch, Environment::Variables variables,
                                        std::chrono::seconds timeout, UniqueFd channel) {
  const auto executor = co_await asio::this_coro::executor;
  CommandOutput output(executor, pool_);
  launch.stdout_fd = launch.stderr_fd = output.writing_end.get();
  launch.channel_fd = channel.get();
  std::optional<RunningCommand> command;
  try {
    command.emplace(co_await launcher_.start(std::move(launch), std::move(variables)));
  } catch (const SpawnError& e) {
    if (e.resources) throw;
    co_return CommandOutcome{-1, {e.what(), nullptr, 0}, false};
  }
  output.writing_end.reset();
  channel.reset();

  CommandOutcome outcome;
  if (timeout.count() > 0) {
    Timer deadline(executor, timeout);
    const auto first = co_await (to_end(*command, output) || deadline.async_wait(use_task));
    outcome.timed_out = first.index() == 1;
    if (outcome.timed_out) {
      co_await command->end();
    } else {
      outcome.exit_code = std::get<0>(first);
    }
  } else {
    outcome.exit_code = co_await to_end(*command, output);
  }
  if (output.failure()) std::rethrow_exception(output.failure());  // the command ends with its owner
  co_await output.read_available();
  command->release();
  outcome.output = output.take();
  if (!output.at_end())
    tasks_.spawn("output of a background process", CommandOutput::discard(std::move(output)));
  co_return outcome;
}

// Until the command itself has ended, or its output can't be taken; background processes may keep the pipe
// open for longer.
Task<int> CommandRunner::to_end(RunningCommand& command, CommandOutput& output) {
  const auto first = co_await (command.wait() || output.read_to_end());
  if (output.failure()) co_return -1;
  if (first.index() == 0) co_return std::get<0>(first);
  co_return co_await command.wait();
}

std::chrono::seconds checked_timeout(std::int64_t seconds) {
  constexpr std::int64_t ten_years = 315'360'000;
  if (seconds < 0) {
    throw ApiError::bad_request("bad request: timeout must be a whole number of seconds, 0 for none");
  }
  return std::chrono::seconds(std::min(seconds, ten_years));
}

}  // namespace toolbox
