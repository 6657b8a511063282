#include "process/execute.h"

#include <algorithm>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <optional>
#include <utility>

#include "base/limits.h"
#include "base/offload.h"
#include "base/script_file.h"
#include "base/utf8.h"
#include "http/error_response.h"

namespace toolbox {
namespace {

using namespace asio::experimental::awaitable_operators;
using Clock = std::chrono::steady_clock;
using Timer = asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, Executor>;

void check_text(const char* name, std::string_view text) {
  if (text.find('\0') != std::string_view::npos) {
    throw ApiError::bad_request(std::string("bad request: ") + name + " contains a NUL character");
  }
}

void check(const ExecParams& params) {
  if (params.command.find_first_not_of(" \t\r\n") == std::string::npos) {
    throw ApiError::bad_request("bad request: command must not be blank");
  }
  check_text("command", params.command);
  if (params.cwd) check_text("cwd", *params.cwd);
  if (params.envs) {
    for (const auto& [name, value] : *params.envs) {
      if (!valid_variable_name(name)) {
        throw ApiError::bad_request("invalid environment variable name: '" + utf8::to_valid(name) + "'");
      }
      check_text("envs", value);
    }
  }
  if (params.timeout.value_or(0) < 0) {
    throw ApiError::bad_request("bad request: timeout must be a whole number of seconds, 0 for none");
  }
  const std::string on_disconnect = params.on_disconnect.value_or("kill");
  if (on_disconnect != "kill" && on_disconnect != "continue") {
    throw ApiError::bad_request("bad request: onDisconnect must be kill or continue");
  }
}

std::chrono::seconds timeout_of(const ExecParams& params) {
  constexpr std::int64_t ten_years = 315'360'000;  // keeps the clock's arithmetic in range
  return std::chrono::seconds(std::min(params.timeout.value_or(0), ten_years));
}

}  // namespace

// A run that goes on when its request is gone.
struct Execute::Pending {
  explicit Pending(Executor executor) : finished(executor, Clock::time_point::max()) {}
  std::optional<Outcome> outcome;
  std::exception_ptr error;
  Timer finished;  // cancelled when it is
};

Task<Response> Execute::execute(ExecParams params, const Request& request) {
  check(params);
  const bool runs_on = params.on_disconnect == "continue";
  Outcome outcome = runs_on ? co_await run_on(std::move(params)) : co_await run(std::move(params));
  co_return respond(std::move(outcome), request);
}

Response Execute::respond(Outcome outcome, const Request& request) {
  std::string head = "{\"exitCode\":" + std::to_string(outcome.exit_code) + ",\"result\":";
  if (!outcome.timed_out) return json_around(200, std::move(head), std::move(outcome.output), "}", pool_);
  ApiError error(408, "PROCESS_EXECUTION_TIMEOUT", "request timeout: command execution timeout");
  error.extra.emplace_back("exitCode", "-1");
  head = error_body(error, request.method, request.path, request.client.strict_decoder());
  head.pop_back();  // its closing brace: the output follows as one more key
  return json_around(408, head + ",\"result\":", std::move(outcome.output), "}", pool_);
}

Task<Execute::Outcome> Execute::run_on(ExecParams params) {
  auto pending = std::make_shared<Pending>(co_await asio::this_coro::executor);
  tasks_.spawn("execute", run_into(std::move(params), pending));
  boost::system::error_code woken;
  co_await pending->finished.async_wait(asio::redirect_error(use_task, woken));
  if (pending->error) std::rethrow_exception(pending->error);
  if (!pending->outcome) throw boost::system::system_error(asio::error::operation_aborted);
  co_return std::move(*pending->outcome);
}

Task<void> Execute::run_into(ExecParams params, std::shared_ptr<Pending> pending) {
  try {
    pending->outcome = co_await run(std::move(params));
  } catch (...) {
    pending->error = std::current_exception();
  }
  pending->finished.cancel();
}

Task<Execute::Outcome> Execute::run(ExecParams params) {
  const auto executor = co_await asio::this_coro::executor;
  CommandOutput output(executor, pool_);
  UniqueFd script;
  if (params.command.size() >= limits::max_argument) {
    auto hold = [&params] { return script_file(params.command); };
    script = co_await offload(pool_, hold);
    params.command = ". " + path_of_descriptor(script.get());
  }
  Command launch;
  launch.argv = {launcher_.shell(), "-c", params.command};
  launch.cwd = params.cwd.value_or("");
  launch.stdout_fd = launch.stderr_fd = output.writing_end.get();
  std::optional<RunningCommand> command;
  try {
    command.emplace(
        co_await launcher_.start(launch, std::move(params.envs).value_or(Environment::Variables{})));
  } catch (const SpawnError& e) {
    if (e.resources) throw;
    co_return Outcome{-1, {e.what(), nullptr, 0}, false};
  }
  output.writing_end.reset();

  Outcome outcome;
  if (const auto timeout = timeout_of(params); timeout.count() > 0) {
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
Task<int> Execute::to_end(RunningCommand& command, CommandOutput& output) {
  const auto first = co_await (command.wait() || output.read_to_end());
  if (output.failure()) co_return -1;
  if (first.index() == 0) co_return std::get<0>(first);
  co_return co_await command.wait();
}

}  // namespace toolbox
