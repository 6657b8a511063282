#include "interpreter/worker.h"

#include <unistd.h>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <chrono>
#include <utility>

#include "base/json_writer.h"
#include "base/limits.h"
#include "base/offload.h"
#include "base/pipe.h"
#include "base/script_file.h"
#include "base/timer.h"
#include "base/wait_status.h"
#include "interpreter/programs.h"

namespace toolbox {
namespace {

using namespace asio::experimental::awaitable_operators;

// The file that a Bash worker reads: its environment, then the code.
std::string bash_script(const WorkerOrder& order) {
  std::string text;
  for (const auto& [name, value] : order.envs) (text += name + "=" + value) += '\0';
  text += '\0';
  return text + order.code;
}

// `stdout_bytes`: what has come out of the worker's stdout so far.
std::string json_order(const WorkerOrder& order, std::uint64_t id, Language language,
                       std::uint64_t stdout_bytes) {
  JsonWriter out;
  out.begin_object();
  out.key("op"), out.value("run");
  out.key("id"), out.value(id);
  out.key("stdout"), out.value(stdout_bytes);
  out.key("rich"), out.value(order.rich);
  out.key("language"), out.value(name_of(language));
  out.key("envs"), out.begin_object();
  for (const auto& [name, value] : order.envs) out.key(name), out.value(value);
  out.end_object();
  out.key("code"), out.value(order.code);
  out.end_object();
  std::string frame;
  append_frame(frame, std::move(out).take());
  return frame;
}

}  // namespace

Worker::Worker(Executor executor, Pool& pool, Language language, Environment::Variables environment)
    : pool_(pool),
      language_(language),
      environment_(std::move(environment)),
      channel_(executor),
      out_(executor),
      error_(executor),
      frames_(limits::worker_frame) {}

Command Worker::command(std::string cwd) const {
  Command command;
  switch (language_) {
    case Language::python:
      command.argv = {"python3", "-c", std::string(programs::python_boot)};
      break;
    case Language::javascript:
    case Language::typescript:
      command.argv = {"node", "--no-force-async-hooks-checks", "-e", std::string(programs::node_boot)};
      break;
    case Language::bash:
      command.argv = {"bash", "--norc", "--noprofile", "-c", std::string(programs::bash_worker), "bash"};
      break;
  }
  command.cwd = std::move(cwd);
  return command;
}

Task<std::unique_ptr<Worker>> Worker::start(Launcher& launcher, Pool& pool, Language language,
                                            std::string cwd) {
  const auto executor = co_await asio::this_coro::executor;
  std::unique_ptr<Worker> worker(new Worker(executor, pool, language, launcher.environment().variables()));
  Pipe out = make_pipe();
  Pipe error = make_pipe();
  assign_nonblocking(worker->out_, std::move(out.reading));
  assign_nonblocking(worker->error_, std::move(error.reading));
  Command command = worker->command(std::move(cwd));
  command.stdout_fd = out.writing.get();
  command.stderr_fd = error.writing.get();
  command.channel_fd = worker->channel_.other_end.get();
  worker->process_.emplace(co_await launcher.start(std::move(command), {}));
  worker->channel_.other_end.reset();
  out.writing.reset();
  error.writing.reset();

  co_return worker;
}

Task<void> Worker::get_ready() {
  // What throws within || would wait for the other side: failures are values here.
  Timer patience(out_.get_executor(), limits::worker_start);
  const auto first = co_await (introduce() || patience.async_wait(use_task));
  if (first.index() == 1) {
    throw WorkerFailed(std::string(title_of(language_)) + " was not ready to run code after a minute");
  }
  if (const auto& failure = std::get<0>(first); !failure.empty()) throw WorkerFailed(failure);
}

// Sends the program, and waits until that can run code. Empty, or why it can't.
Task<std::string> Worker::introduce() {
  std::string programs;
  if (language_ == Language::python) {
    append_frame(programs, programs::python_worker);
    append_frame(programs, programs::python_charts);
  } else if (language_ != Language::bash) {
    append_frame(programs, programs::node_worker);
  }
  try {
    co_await channel_.send(programs);
  } catch (const boost::system::system_error& e) {
    if (e.code() == asio::error::operation_aborted) throw;
    // It has ended already, which is told below.
  }
  co_return co_await until_ready();
}

Task<std::string> Worker::until_ready() {
  std::string words;
  while (!ready_) {
    const WorkerEvent event = co_await next();
    if (event.kind == WorkerEvent::Kind::ended) co_return death() + (words.empty() ? "" : ": " + words);
    words += event.bytes;
    if (words.size() > limits::worker_last_words) words.erase(0, words.size() - limits::worker_last_words);
  }
  co_return "";
}

Task<void> Worker::run(WorkerOrder order) {
  used_ = busy_ = true;
  interrupted_ = false;
  ++last_order_;
  std::string bytes;
  if (language_ == Language::bash) {
    auto write = [&order] { return script_file(bash_script(order)); };
    script_ = co_await offload(pool_, std::move(write));
    bytes = path_of_descriptor(script_.get()) + "\n";
  } else {
    auto encode = [&, id = last_order_, out_bytes = out_bytes_] {
      return json_order(order, id, language_, out_bytes);
    };
    bytes = order.code.size() > limits::codec_offload ? co_await offload(pool_, std::move(encode)) : encode();
  }
  const auto share = std::move(order.share);  // until the worker has it all
  order = {};
  try {
    co_await channel_.send(bytes);
  } catch (const boost::system::system_error& e) {
    if (e.code() == asio::error::operation_aborted) throw;
    // It has ended, as next() tells.
  }
}

void Worker::interrupt(bool with_children) {
  interrupted_ = true;
  if (with_children) {
    process_->interrupt_group();
  } else {
    process_->interrupt();
  }
}

Task<void> Worker::end(bool polite) {
  if (gone_) co_return;
  if (polite && !process_->wait_status()) {
    channel_.finish();
    Timer patience(out_.get_executor(), limits::kill_grace);
    co_await (process_->wait() || patience.async_wait(use_task));
  }
  co_await process_->end(std::chrono::milliseconds(0));
  process_->release();
  gone_ = true;
}

std::string Worker::death() const {
  const std::string title(title_of(language_));
  if (!violation_.empty()) return title + " " + violation_ + " and was ended";
  return title + " " + how_it_ended(process_->wait_status().value_or(0));
}

}  // namespace toolbox
