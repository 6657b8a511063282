// What a worker says and writes, in its order.
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <charconv>
#include <chrono>
#include <csignal>
#include <string_view>
#include <utility>

#include "base/codec.h"
#include "base/limits.h"
#include "base/offload.h"
#include "base/timer.h"
#include "interpreter/output_text.h"
#include "interpreter/worker.h"

namespace toolbox {
namespace {

using namespace asio::experimental::awaitable_operators;
using Clock = std::chrono::steady_clock;
using Descriptor = asio::posix::basic_stream_descriptor<Executor>;

constexpr std::string_view invalid_json = "is not valid JSON";
constexpr int interrupted_status = 128 + SIGINT;  // as shells have it

Task<void> until_readable(Descriptor& pipe, bool open) {
  if (open) {
    co_await pipe.async_wait(asio::posix::descriptor_base::wait_read, use_task);
  } else {
    co_await Timer(pipe.get_executor(), Clock::time_point::max()).async_wait(use_task);
  }
}

Task<void> until_readable(Channel& channel, Executor executor, bool open) {
  if (open) {
    co_await channel.readable();
  } else {
    co_await Timer(executor, Clock::time_point::max()).async_wait(use_task);
  }
}

bool is_output(const WorkerEvent& event) {
  return event.kind == WorkerEvent::Kind::output || event.kind == WorkerEvent::Kind::error_output;
}

// Whether the first of `events` is not half a line of which more may come.
bool may_go(const std::deque<WorkerEvent>& events) {
  const auto& event = events.front();
  return events.size() > 1 || !is_output(event) || event.settled || event.bytes.empty() ||
         event.bytes.back() == '\n' || event.bytes.size() >= limits::worker_piece;
}

}  // namespace

Task<WorkerEvent> Worker::next() {
  while (events_.empty() || !may_go(events_)) {
    if (!events_.empty()) {
      co_await settle();
    } else if (ended_) {
      co_return WorkerEvent{WorkerEvent::Kind::ended};
    } else {
      if (!has_message()) co_await something_happens();
      co_await take();
    }
  }
  WorkerEvent event = std::move(events_.front());
  events_.pop_front();
  co_return event;
}

// print() writes its text and then the end of the line: a moment makes one message of the two.
Task<void> Worker::settle() {
  Timer moment(out_.get_executor(), limits::worker_moment);
  const auto first = co_await (something_happens() || moment.async_wait(use_task));
  events_.front().settled = true;
  if (first.index() == 0) co_await take();
}

bool Worker::has_message() {
  return violation_.empty() && (frames_.front() || line_.find('\n') != std::string::npos);
}

Task<void> Worker::something_happens() {
  if (channel_.at_end() && language_ != Language::bash) co_return;  // take() has to see to that
  const bool listens = !channel_.at_end() && violation_.empty();
  co_await (until_readable(channel_, out_.get_executor(), listens) || until_readable(out_, out_open_) ||
            until_readable(error_, error_open_) || process_->wait());
}

Task<void> Worker::take() {
  // What was written before a frame is in the pipes when the frame is here.
  if (co_await take_frame()) co_return;
  // A shell that has become another program by `exec` goes on without a channel.
  if (process_->wait_status() || (channel_.at_end() && language_ != Language::bash)) {
    co_await take_end();
    co_return;
  }
  read_pipe(out_, WorkerEvent::Kind::output, limits::worker_piece);
  read_pipe(error_, WorkerEvent::Kind::error_output, limits::worker_piece);
}

// A message of the worker, decoded. What goes on to the client is made into that client's message here, where
// large ones are off the loop.
struct Worker::Frame {
  std::string op;
  std::string fault;  // why it could not be decoded
  std::uint64_t id = 0;
  std::string message;
  bool interrupted = false;
  bool typescript = false;

  static Frame decode(std::string_view text) {
    Frame frame;
    const ParsedJson parsed = parse_json(text);
    frame.fault = parsed.fault;
    if (!parsed.fault.empty()) return frame;
    const Json& json = parsed.value;
    frame.op = json_text(json, "op");
    const Json& id = json_member(json, "id");
    if (id.is_number_unsigned()) frame.id = id.get<std::uint64_t>();
    const Json& error = json_member(json, "error");
    if (frame.op == "display") frame.message = display_message(json);
    if (frame.op == "done" && error.is_object()) {
      const std::string name = json_text(error, "name");
      frame.message = error_message(name.empty() ? "Error" : name, json_text(error, "value"),
                                    json_text(error, "traceback"));
    }
    frame.interrupted = json_member(json, "interrupted") == true;
    for (const auto& language : json_member(json, "languages")) frame.typescript |= language == "typescript";
    return frame;
  }
};

// False when there was none. One at a time, as each may bring much output along.
Task<bool> Worker::take_frame() {
  if (!violation_.empty()) co_return false;
  if (language_ == Language::bash) co_return take_line();
  if (!frames_.front() && !channel_.at_end()) frames_.feed(channel_.read_now(limits::channel_read));
  const auto text = frames_.front();
  if (frames_.broken()) break_off("sent a message that is too long");
  if (!text) co_return false;
  auto decode = [text = *text] { return Frame::decode(text); };
  const bool large = text->size() > limits::codec_offload;
  Frame frame = large ? co_await offload(pool_, std::move(decode)) : decode();
  // Cancelled meanwhile: it stays for the next call.
  const auto state = co_await asio::this_coro::cancellation_state;
  if (state.cancelled() != asio::cancellation_type::none) {
    throw boost::system::system_error(asio::error::operation_aborted);
  }
  frames_.pop();
  drain();
  handle(std::move(frame));
  co_return true;
}

void Worker::handle(Frame frame) {
  if (frame.op == "sync") {
    std::string answer;
    append_frame(answer, R"({"op":"synced","id":)" + std::to_string(frame.id) + R"(,"stdout":)" +
                             std::to_string(out_bytes_) + "}");
    if (!channel_.send_now(answer)) break_off("does not read its channel");
  } else if (frame.op == "ready") {
    ready_ = true;
    takes_typescript_ = frame.typescript;
    events_.push_back({WorkerEvent::Kind::output});
  } else if (frame.op == "display") {
    events_.push_back({WorkerEvent::Kind::display, std::move(frame.message)});
  } else if (frame.op == "done") {
    if (!busy_ || frame.id != last_order_) return;
    busy_ = false;
    events_.push_back({WorkerEvent::Kind::done, std::move(frame.message), frame.interrupted});
  } else if (!frame.fault.empty() && frame.fault != invalid_json) {
    // Plotted, not malicious, most likely.
    events_.push_back({WorkerEvent::Kind::error_output,
                       "toolboxd: left out what was to be displayed, as its JSON " + frame.fault + "\n"});
  } else {
    break_off("sent what is no message of a worker");
  }
}

bool Worker::take_line() {
  if (!channel_.at_end()) line_ += channel_.read_now(limits::worker_last_words);
  const std::size_t end = line_.find('\n');
  if (end == std::string::npos) {
    if (line_.size() > limits::worker_last_words) break_off("sent what is no message of a worker");
    return false;
  }
  const std::string line = line_.substr(0, end);
  line_.erase(0, end + 1);
  drain();
  if (line == "ready") {
    ready_ = true;
    events_.push_back({WorkerEvent::Kind::output});
  } else if (line.starts_with("done ") && busy_) {
    int status = 0;
    std::from_chars(line.data() + 5, line.data() + line.size(), status);
    shell_done(status);
  }
  return true;
}

void Worker::shell_done(int status) {
  busy_ = false;
  script_.reset();
  std::string message;
  if (status == interrupted_status && interrupted_) {
    message = error_message("KeyboardInterrupt", "", "");
  } else if (status != 0) {
    message = error_message("ExitStatus", std::to_string(status), "");
  }
  events_.push_back({WorkerEvent::Kind::done, std::move(message)});
}

void Worker::drain() {
  drain(out_, WorkerEvent::Kind::output);
  drain(error_, WorkerEvent::Kind::error_output);
}

// What is in the pipe now, and no more: background processes may write for ever.
void Worker::drain(Descriptor& pipe, WorkerEvent::Kind kind) {
  int available = 0;
  ::ioctl(pipe.native_handle(), FIONREAD, &available);
  std::size_t left = std::min(static_cast<std::size_t>(std::max(available, 0)), limits::worker_drain);
  while (left > 0) {
    const std::size_t most = std::min(left, limits::worker_piece);
    left -= most;
    read_pipe(pipe, kind, most);
  }
}

void Worker::read_pipe(Descriptor& pipe, WorkerEvent::Kind kind, std::size_t most) {
  bool& open = kind == WorkerEvent::Kind::output ? out_open_ : error_open_;
  if (!open) return;
  std::string bytes(most, '\0');
  const ssize_t n = ::read(pipe.native_handle(), bytes.data(), bytes.size());
  if (n == 0) open = false;
  if (n <= 0) return;
  bytes.resize(static_cast<std::size_t>(n));
  if (kind == WorkerEvent::Kind::output) out_bytes_ += bytes.size();
  if (!events_.empty() && events_.back().kind == kind &&
      events_.back().bytes.size() + bytes.size() <= limits::worker_piece) {
    events_.back().bytes += bytes;
  } else {
    events_.push_back({kind, std::move(bytes)});
  }
}

// The process has ended, or what ran in it has closed the channel and so put an end to it.
Task<void> Worker::take_end() {
  if (!process_->wait_status()) {
    Timer patience(out_.get_executor(), limits::worker_farewell);
    co_await (process_->wait() || patience.async_wait(use_task));
  }
  if (!process_->wait_status()) {
    break_off("closed its channel to the daemon");
    co_await process_->wait();
  }
  drain();
  const int status = *process_->wait_status();
  // `exit`, or the end of such a program: that is how the code ended.
  if (language_ == Language::bash && busy_ && violation_.empty() && WIFEXITED(status)) {
    shell_done(WEXITSTATUS(status));
  }
  ended_ = true;
  busy_ = false;
  events_.push_back({WorkerEvent::Kind::ended});
}

void Worker::break_off(std::string why) {
  if (violation_.empty()) violation_ = std::move(why);
  process_->kill();
}

}  // namespace toolbox
