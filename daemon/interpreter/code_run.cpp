#include "interpreter/code_run.h"

#include <algorithm>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <chrono>
#include <exception>
#include <optional>
#include <utility>

#include "base/api_error.h"
#include "base/failure.h"
#include "base/json_writer.h"
#include "base/limits.h"
#include "base/offload.h"
#include "base/timer.h"
#include "http/command_answer.h"
#include "interpreter/channel.h"
#include "interpreter/frames.h"
#include "interpreter/language.h"
#include "interpreter/programs.h"

namespace toolbox {
namespace {

using namespace asio::experimental::awaitable_operators;
using Clock = std::chrono::steady_clock;

// How the program that runs the code is started, and what it is sent.
struct Program {
  std::vector<std::string> argv;
  std::string frames;  // empty: it gets no channel
};

Program python_program(const std::string& code) {
  Program program;
  program.argv = {"python3", "-u", "-c", std::string(programs::python_boot)};
  append_frame(program.frames, programs::python_run);
  append_frame(program.frames, programs::python_charts);
  append_frame(program.frames, code);
  return program;
}

// The argument that stands where a script's name would: what follows is the script's, none of it Node's own.
constexpr auto script_name = "[eval]";

Program javascript_program(std::string code) {
  // An argument that is empty, or looks like a flag, is none to -e.
  if (code.empty() || code.front() == '-') code.insert(0, " ");
  return {{"node", "-e", std::move(code), script_name}, {}};
}

Program node_program(const std::string& code, Language language) {
  const bool argument = code.size() <= limits::code_argument && code.find('\0') == std::string::npos;
  if (language == Language::javascript && argument) return javascript_program(code);
  Program program{{"node", "-e", std::string(programs::node_boot), script_name}, {}};
  append_frame(program.frames, programs::node_run);
  JsonWriter order;
  order.begin_object();
  order.key("language"), order.value(name_of(language));
  order.key("code"), order.value(code);
  order.end_object();
  append_frame(program.frames, std::move(order).take());
  return program;
}

// The figures that the program has shown, each a JSON text; as many as are within bounds.
class Charts {
 public:
  void take(Channel& channel, std::size_t most = limits::channel_read) {
    frames_.feed(channel.read_now(most));
    while (const auto frame = frames_.front()) {
      const std::size_t size = frame->size() + sizeof(std::string);
      if (!frame->starts_with('{')) {
        // No chart: only the user's code can have sent it.
      } else if (size_ + size <= limits::max_charts) {
        charts_.emplace_back(*frame);
        size_ += size;
      } else {
        ++left_out_;
      }
      frames_.pop();
    }
  }

  // What the program has sent last. What others send in its stead, and go on sending, stays there.
  void take_rest(Channel& channel) {
    for (std::size_t left = channel.available(); left > 0 && !channel.at_end();) {
      const std::size_t size = std::min(left, limits::channel_read);
      take(channel, size);
      left -= size;
    }
  }

  // As keys of an answer. Slow.
  std::string artifacts() {
    std::string list;
    for (const auto& chart : charts_) {
      if (!json_fault(chart).empty()) {
        ++left_out_;
        continue;
      }
      list += (list.empty() ? "" : ",") + chart;
    }
    if (list.empty()) return {};
    std::string out = ",\"artifacts\":{\"charts\":[" + list + "]";
    if (left_out_ > 0) out += ",\"chartsLeftOut\":" + std::to_string(left_out_);
    return out + "}";
  }

  bool empty() const { return charts_.empty(); }

 private:
  FrameReader frames_{limits::worker_frame};
  std::vector<std::string> charts_;
  std::size_t size_ = 0;
  std::size_t left_out_ = 0;
};

// Sends the frames and takes charts, until it is cancelled. Throws nothing else, as whoever runs the program
// beside it would wait for that.
Task<void> talk(Channel& channel, std::string frames, Charts& charts) {
  std::exception_ptr failure;
  try {
    co_await channel.send(frames);
    std::string().swap(frames);
    while (!channel.at_end()) {
      co_await channel.readable();
      charts.take(channel);
    }
  } catch (...) {
    failure = std::current_exception();
  }
  // Otherwise the program has ended without reading all of it, which its exit code tells.
  if (failure && is_cancellation(failure)) std::rethrow_exception(failure);
  co_await Timer(co_await asio::this_coro::executor, Clock::time_point::max()).async_wait(use_task);
}

// How a run ended: its outcome, or what it threw. A value, because of ||.
struct Ended {
  CommandOutcome outcome;
  std::exception_ptr failure;
};

Task<Ended> run_to_end(CommandRunner& runner, Command command, Environment::Variables envs,
                       std::chrono::seconds timeout, UniqueFd channel) {
  Ended ended;
  try {
    ended.outcome = co_await runner.run(std::move(command), std::move(envs), timeout, std::move(channel));
  } catch (...) {
    ended.failure = std::current_exception();
  }
  if (ended.failure && is_cancellation(ended.failure)) std::rethrow_exception(ended.failure);
  co_return ended;
}

}  // namespace

Task<Response> CodeRun::run(CodeRunParams params, const Request& request) {
  const auto language = parse_language(params.language);
  if (!language || *language == Language::bash) {
    throw ApiError::bad_request("unsupported language: " + params.language +
                                "; supported are python, javascript and typescript");
  }
  if (params.envs) check_environment(*params.envs);
  const auto timeout = checked_timeout(params.timeout.value_or(0));
  auto prepare = [&params, language] {
    return *language == Language::python ? python_program(params.code) : node_program(params.code, *language);
  };
  Program program = params.code.size() > limits::codec_offload
                        ? co_await offload(runner_.pool(), std::move(prepare))
                        : prepare();
  std::string().swap(params.code);
  for (auto& argument : params.argv.value_or(std::vector<std::string>{})) {
    if (argument.find('\0') != std::string::npos) {
      throw ApiError::bad_request("bad request: argv contains a NUL character");
    }
    program.argv.push_back(std::move(argument));
  }

  Channel channel(co_await asio::this_coro::executor);
  Charts charts;
  Command command;
  command.argv = std::move(program.argv);
  UniqueFd other_end = std::move(channel.other_end);
  if (program.frames.empty()) other_end.reset();
  auto first = co_await (run_to_end(runner_, std::move(command),
                                    std::move(params.envs).value_or(Environment::Variables{}), timeout,
                                    std::move(other_end)) ||
                         talk(channel, std::move(program.frames), charts));
  Ended ended = std::move(std::get<0>(first));
  if (ended.failure) std::rethrow_exception(ended.failure);
  charts.take_rest(channel);
  std::string artifacts;
  if (!charts.empty()) {
    auto encode = [&charts] { return charts.artifacts(); };
    artifacts = co_await offload(runner_.pool(), std::move(encode));
  }
  co_return command_answer(std::move(ended.outcome), request, runner_.pool(), std::move(artifacts));
}

}  // namespace toolbox
