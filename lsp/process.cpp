#include "lsp/process.h"

#include <unistd.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>
#include <cerrno>

#include "base/pipe.h"
#include "base/timer.h"
#include "base/trimmed.h"
#include "base/wait_status.h"
#include "lsp/limits.h"

namespace toolbox {
namespace {

using namespace asio::experimental::awaitable_operators;

}  // namespace

// Somebody to whom process_ and the pipes have to stay.
struct LspProcess::Use {
  explicit Use(LspProcess& p) : process(p) { ++process.users_; }
  ~Use() {
    --process.users_;
    process.release();
  }
  Use(const Use&) = delete;
  Use& operator=(const Use&) = delete;
  LspProcess& process;
};

LspProcess::LspProcess(Executor executor)
    : in_(executor),
      out_(executor),
      error_(executor),
      reader_(limits::lsp_message),
      unsent_changed_(executor),
      sent_(executor),
      heard_(executor) {}

Task<std::shared_ptr<LspProcess>> LspProcess::start(Launcher& launcher, Tasks& tasks,
                                                    std::vector<std::string> argv, std::string cwd) {
  const auto executor = co_await asio::this_coro::executor;
  const std::shared_ptr<LspProcess> made(new LspProcess(executor));
  Pipe in = make_pipe();
  Pipe out = make_pipe();
  Pipe error = make_pipe();
  assign_nonblocking(made->in_, std::move(in.writing));
  assign_nonblocking(made->out_, std::move(out.reading));
  assign_nonblocking(made->error_, std::move(error.reading));
  Command command;
  command.argv = std::move(argv);
  command.cwd = std::move(cwd);
  command.stdin_fd = in.reading.get();
  command.stdout_fd = out.writing.get();
  command.stderr_fd = error.writing.get();
  made->process_.emplace(co_await launcher.start(std::move(command), {}));
  tasks.spawn("messages to a language server", write(made));
  tasks.spawn("stderr of a language server", listen(made));
  co_return made;
}

void LspProcess::send(std::string_view json) {
  if (ended_ || ending_ || !violation_.empty()) return;
  if (unsent_size_ > limits::lsp_unsent) return reject("does not read what is sent to it");
  unsent_.push_back(framed(json));
  unsent_size_ += unsent_.back().size();
  unsent_changed_.notify();
}

Task<void> LspProcess::sendable() {
  while (!is_sendable()) co_await sent_.wait();
}

Task<void> LspProcess::write(std::shared_ptr<LspProcess> self) {
  try {
    while (true) {
      while (self->unsent_.empty() && !self->ended_) co_await self->unsent_changed_.wait();
      if (self->ended_) break;
      const std::string message = std::move(self->unsent_.front());
      self->unsent_.pop_front();
      co_await asio::async_write(self->in_, asio::buffer(message), use_task);
      self->unsent_size_ -= std::min(self->unsent_size_, message.size());
      self->sent_.notify();
    }
  } catch (const boost::system::system_error& e) {
    if (e.code() == asio::error::operation_aborted && !self->gone_) throw;
    // It no longer reads, which next() sees too.
  }
}

Task<void> LspProcess::listen(std::shared_ptr<LspProcess> self) {
  std::string bytes(limits::lsp_last_words, '\0');
  try {
    while (true) {
      const std::size_t n =
          co_await self->error_.async_read_some(asio::buffer(bytes.data(), bytes.size()), use_task);
      self->words_.append(bytes, 0, n);
      if (self->words_.size() > limits::lsp_last_words)
        self->words_.erase(0, self->words_.size() - limits::lsp_last_words);
    }
  } catch (const boost::system::system_error& e) {
    self->heard_all_ = true;
    self->heard_.notify();
    if (e.code() == asio::error::operation_aborted && !self->gone_) throw;
  }
}

Task<std::optional<std::string>> LspProcess::next() {
  const auto self = shared_from_this();
  const Use use(*this);
  co_return co_await next_message();
}

Task<std::optional<std::string>> LspProcess::next_message() {
  while (true) {
    if (const auto message = reader_.front(); message && violation_.empty()) {
      std::string text(*message);
      reader_.pop();
      co_return text;
    }
    if (!reader_.failure().empty()) reject(reader_.failure());
    if (ended_) co_return std::nullopt;
    if (out_closed_ || !violation_.empty()) {
      co_await learn_of_the_end();
    } else {
      co_await read_some();
    }
  }
}

Task<void> LspProcess::read_some() {
  if (in_closed_) {
    // What it says now is of little use, and must not take all of the loop's time.
    co_await asio::post(out_.get_executor(), use_task);
  } else {
    // Waits without a buffer: an idle server costs none.
    const auto first =
        co_await (out_.async_wait(asio::posix::descriptor_base::wait_read, use_task) || process_->wait() ||
                  in_.async_wait(asio::posix::descriptor_base::wait_error, use_task));
    if (first.index() == 2) in_closed_ = std::chrono::steady_clock::now();
  }
  std::string bytes(limits::lsp_read, '\0');
  const ssize_t n = ::read(out_.native_handle(), bytes.data(), bytes.size());
  if (n > 0) reader_.feed(std::string_view(bytes).substr(0, static_cast<std::size_t>(n)));
  const bool failed = n < 0 && errno != EAGAIN && errno != EINTR;
  const bool nothing_more = n < 0 && (exited() || in_closed_);
  const bool long_enough = in_closed_ && std::chrono::steady_clock::now() > *in_closed_ + limits::lsp_moment;
  if (n == 0 || failed || nothing_more || long_enough) out_closed_ = true;
}

// One of its pipes is closed, or it is being ended.
Task<void> LspProcess::learn_of_the_end() {
  if (!exited() && !expected_) {
    Timer patience(out_.get_executor(), limits::lsp_moment);
    co_await (process_->wait() || patience.async_wait(use_task));
    if (!exited()) reject(in_closed_ ? "closed its stdin" : "closed its stdout");
  }
  if (!exited()) co_await process_->wait();  // soon: it was killed, or end() sees to that
  // What it said last is in the pipe; what it left running may keep that open.
  Timer patience(out_.get_executor(), limits::lsp_moment);
  while (!heard_all_) {
    const auto first = co_await (heard_.wait() || patience.async_wait(use_task));
    if (first.index() == 1) break;
  }
  ended_ = true;
  unsent_changed_.notify();
  sent_.notify();
}

void LspProcess::reject(std::string why) {
  if (violation_.empty()) violation_ = std::move(why);
  unsent_.clear();
  unsent_size_ = 0;
  sent_.notify();
  if (process_) process_->kill();
}

std::string LspProcess::end_reason() const {
  if (!violation_.empty()) return violation_;
  if (!process_) return reason_;
  return how_it_ended(process_->wait_status().value_or(0));
}

std::string LspProcess::last_words() const {
  std::string words;
  for (const char c : trimmed(words_, " \t\r\n")) {
    if (c == '\0') {
      words += "\xEF\xBF\xBD";  // U+FFFD: for some readers of our messages they would end there
    } else {
      words += c;
    }
  }
  return words;
}

Task<void> LspProcess::end(std::shared_ptr<LspProcess> self, std::chrono::milliseconds patience) {
  self->expected_ = true;
  if (patience.count() > 0 && !self->ending_ && !self->exited()) {
    Timer timer(self->out_.get_executor(), patience);
    const Use use(*self);
    co_await (self->process_->wait() || timer.async_wait(use_task));
  }
  if (self->ending_) {  // somebody else sees to it
    while (!self->gone_) co_await self->unsent_changed_.wait();
    co_return;
  }
  self->ending_ = true;
  co_await self->process_->end(self->exited() ? std::chrono::milliseconds(0) : limits::kill_grace);
  self->process_->release();  // or it would look for what is left once more
  self->ended_ = true;
  self->gone_ = true;
  self->unsent_changed_.notify();
  self->sent_.notify();
  self->release();
}

// Pipes, and the process's own descriptors, once nobody uses them.
void LspProcess::release() {
  if (!gone_ || users_ > 0 || !process_) return;
  reason_ = end_reason();
  process_.reset();
  boost::system::error_code ignored;
  in_.close(ignored);
  out_.close(ignored);
  error_.close(ignored);
}

}  // namespace toolbox
