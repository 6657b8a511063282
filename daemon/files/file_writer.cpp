#include "files/file_writer.h"

#include <unistd.h>

#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <utility>

#include "base/limits.h"
#include "base/offload.h"
#include "base/timer.h"

namespace toolbox {

using namespace asio::experimental::awaitable_operators;

namespace {

// Writing has no 404: a path that leads nowhere is a wrong parameter.
ApiError write_error(const ApiError& error) {
  if (error.status != 404) return error;
  std::string_view what = error.what();
  constexpr std::string_view prefix = "not found: ";
  if (what.starts_with(prefix)) what.remove_prefix(prefix.size());
  return ApiError::bad_path("bad request: " + std::string(what));
}

}  // namespace

void FileWriter::begin(std::string path) {
  steps_.push_back({Kind::begin, std::move(path), {}});
}

void FileWriter::append(std::string_view bytes) {
  steps_.push_back({Kind::append, {}, bytes});
}

void FileWriter::end() {
  steps_.push_back({Kind::end, {}, {}});
}

Task<void> FileWriter::flush() {
  done_ = 0;
  while (done_ < steps_.size()) {
    auto work = [this] { return perform_steps(); };
    if (!co_await offload(pool_, std::move(work))) co_await wait_for_room();
  }
  steps_.clear();
}

// Blocking. False when the destination, a FIFO or device, is full.
bool FileWriter::perform_steps() {
  for (; done_ < steps_.size(); ++done_) {
    try {
      if (!perform(steps_[done_])) return false;
    } catch (const ApiError& e) {
      current_.error = write_error(e);
      target_.reset();
      if (steps_[done_].kind == Kind::end) written_.push_back(std::exchange(current_, {}));
    }
  }
  return true;
}

bool FileWriter::perform(Step& step) {
  switch (step.kind) {
    case Kind::begin:
      current_ = {std::move(step.path), 0, std::nullopt};
      target_ = std::make_unique<Target>(current_.path, options_);
      return true;
    case Kind::append: {
      if (!target_) return true;
      const std::size_t n = target_->write(step.bytes);
      current_.bytes += n;
      step.bytes.remove_prefix(n);
      return step.bytes.empty();
    }
    case Kind::end:
      if (target_) target_->commit();
      target_.reset();
      written_.push_back(std::exchange(current_, {}));
      return true;
  }
  return true;
}

// A reader that does not read for long is treated like a client that does not.
Task<void> FileWriter::wait_for_room() {
  using Descriptor = asio::posix::basic_stream_descriptor<Executor>;
  const auto executor = co_await asio::this_coro::executor;
  UniqueFd fd(::dup(target_->descriptor()));
  if (!fd) throw std::system_error(errno, std::generic_category(), target_->path());
  Descriptor descriptor(executor, fd.get());
  fd.release();
  Timer deadline(executor, limits::write_stall);
  const auto first =
      co_await (descriptor.async_wait(Descriptor::wait_write, use_task) || deadline.async_wait(use_task));
  if (first.index() == 0) co_return;
  current_.error =
      ApiError::bad_request("bad request: " + current_.path + ": nobody has read from it for 300 seconds");
  target_.reset();
}

Task<void> FileWriter::abandon() {
  steps_.clear();
  if (!target_) co_return;
  auto work = [this] { target_.reset(); };
  co_await offload(pool_, std::move(work));
}

std::vector<WrittenFile> FileWriter::take_written() {
  return std::exchange(written_, {});
}

}  // namespace toolbox
