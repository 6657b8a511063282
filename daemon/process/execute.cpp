#include "process/execute.h"

#include <boost/asio/redirect_error.hpp>
#include <chrono>
#include <optional>
#include <utility>

#include "base/api_error.h"
#include "base/limits.h"
#include "base/offload.h"
#include "base/script_file.h"
#include "base/timer.h"
#include "http/command_answer.h"

namespace toolbox {
namespace {

using Clock = std::chrono::steady_clock;

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
  if (params.envs) check_environment(*params.envs);
  const std::string on_disconnect = params.on_disconnect.value_or("kill");
  if (on_disconnect != "kill" && on_disconnect != "continue") {
    throw ApiError::bad_request("bad request: onDisconnect must be kill or continue");
  }
}

}  // namespace

// A run that goes on when its request is gone.
struct Execute::Pending {
  explicit Pending(Executor executor) : finished(executor, Clock::time_point::max()) {}
  std::optional<CommandOutcome> outcome;
  std::exception_ptr error;
  Timer finished;  // cancelled when it is
};

Task<Response> Execute::execute(ExecParams params, const Request& request) {
  check(params);
  const bool runs_on = params.on_disconnect == "continue";
  CommandOutcome outcome = runs_on ? co_await run_on(std::move(params)) : co_await run(std::move(params));
  co_return command_answer(std::move(outcome), request, runner_.pool());
}

Task<CommandOutcome> Execute::run_on(ExecParams params) {
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

Task<CommandOutcome> Execute::run(ExecParams params) {
  const auto timeout = checked_timeout(params.timeout.value_or(0));
  UniqueFd script;
  if (params.command.size() >= limits::max_argument) {
    auto hold = [&params] { return script_file(params.command); };
    script = co_await offload(runner_.pool(), hold);
    params.command = ". " + path_of_descriptor(script.get());
  }
  Command launch;
  launch.argv = {shell_, "-c", params.command};
  launch.cwd = params.cwd.value_or("");
  co_return co_await runner_.run(std::move(launch), std::move(params.envs).value_or(Environment::Variables{}),
                                 timeout);
}

}  // namespace toolbox
