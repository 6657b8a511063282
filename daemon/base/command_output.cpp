#include "base/command_output.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <boost/system/system_error.hpp>
#include <system_error>
#include <vector>

#include "base/api_error.h"
#include "base/limits.h"
#include "base/offload.h"
#include "base/pipe.h"
#include "base/unnamed_file.h"
#include "base/write_all.h"

namespace toolbox {
namespace {

[[noreturn]] void fail(const std::string& what) {
  throw std::system_error(errno, std::generic_category(), what);
}

// False at the end. Not part of the coroutine, whose frame would keep the buffer for as long as it waits.
bool discard_some(int fd) {
  std::array<char, 16 * limits::KiB> waste;
  return ::read(fd, waste.data(), waste.size()) != 0;
}

}  // namespace

CommandOutput::CommandOutput(Executor executor, Pool& pool) : pipe_(executor), pool_(&pool) {
  Pipe pipe = make_pipe();
  assign_nonblocking(pipe_, std::move(pipe.reading));
  writing_end = std::move(pipe.writing);
}

Task<void> CommandOutput::wait_readable() {
  return pipe_.async_wait(asio::posix::descriptor_base::wait_read, use_task);
}

Task<void> CommandOutput::read_to_end() {
  // A failure is kept, not thrown: whoever races this against the command's end would wait for that end,
  // which does not come while nobody reads.
  while (!at_end_ && !failure_) {
    try {
      co_await wait_readable();
      co_await read_some(limits::pipe_read);
    } catch (const boost::system::system_error& e) {
      if (e.code() == asio::error::operation_aborted) throw;
      failure_ = std::current_exception();
    } catch (...) {
      failure_ = std::current_exception();
    }
  }
}

Task<void> CommandOutput::read_available() {
  // What is in the pipe now was written before now; more may follow for ever.
  int available = 0;
  ::ioctl(pipe_.native_handle(), FIONREAD, &available);
  const std::uint64_t end = size() + static_cast<std::uint64_t>(available);
  while (!at_end_ && size() < end) co_await read_some(static_cast<std::size_t>(end - size()));
  if (at_end_) co_return;
  // Without writers the pipe says so at once.
  pollfd state{pipe_.native_handle(), POLLIN, 0};
  at_end_ = ::poll(&state, 1, 0) == 1 && (state.revents & POLLHUP) != 0 && (state.revents & POLLIN) == 0;
}

Task<void> CommandOutput::read_some(std::size_t at_most) {
  const bool full = collected_.text.size() >= limits::exec_memory;
  if (full && !collected_.file && !no_disk_) {
    auto work = [this] { start_spooling(); };
    co_await offload(*pool_, std::move(work));
  }
  if (collected_.file) {
    co_await spool(at_most);
  } else {
    read_into_memory(at_most);
  }
}

void CommandOutput::read_into_memory(std::size_t at_most) {
  const std::size_t had = collected_.text.size();
  if (had >= limits::exec_memory_without_disk) {
    throw ApiError(507, "INSUFFICIENT_STORAGE",
                   "the command's output is larger than 64 MiB, and no temporary directory takes it");
  }
  collected_.text.resize(had + at_most);
  const ssize_t n = ::read(pipe_.native_handle(), collected_.text.data() + had, at_most);
  collected_.text.resize(had + static_cast<std::size_t>(std::max<ssize_t>(n, 0)));
  if (n == 0) at_end_ = true;
  if (n < 0 && errno != EAGAIN && errno != EINTR) fail("cannot read the command's output");
}

// Moves bytes from the pipe to the file without bringing them here.
Task<void> CommandOutput::spool(std::size_t at_most) {
  // errno belongs to the thread that did the work: it is looked at there.
  auto work = [this, at_most] {
    const ssize_t n =
        ::splice(pipe_.native_handle(), nullptr, collected_.file->get(), nullptr, at_most, SPLICE_F_NONBLOCK);
    if (n < 0 && errno != EAGAIN && errno != EINTR) fail("cannot store the command's output");
    return n;
  };
  const ssize_t n = co_await offload(*pool_, std::move(work));
  if (n == 0) at_end_ = true;
  if (n > 0) collected_.file_size += static_cast<std::uint64_t>(n);
}

// Blocking.
void CommandOutput::start_spooling() {
  UniqueFd file = unnamed_file();
  no_disk_ = !file;
  if (no_disk_) return;
  if (!write_all(file.get(), collected_.text)) fail("cannot store the command's output");
  collected_.file_size = collected_.text.size();
  std::string().swap(collected_.text);
  collected_.file = closed_on(*pool_, std::move(file));
}

Task<void> CommandOutput::discard(CommandOutput output) {
  output.collected_ = {};
  while (!output.at_end_) {
    co_await output.wait_readable();
    output.at_end_ = !discard_some(output.pipe_.native_handle());
  }
}

}  // namespace toolbox
