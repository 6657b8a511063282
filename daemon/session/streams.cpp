#include "session/streams.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <cerrno>
#include <chrono>
#include <cstring>

#include "base/limits.h"
#include "base/offload.h"
#include "base/pipe.h"
#include "base/timer.h"
#include "base/utf8.h"

namespace toolbox {
namespace {

using namespace asio::experimental::awaitable_operators;
constexpr auto wait_read = asio::posix::descriptor_base::wait_read;
constexpr std::array<Stream, 2> streams{Stream::out, Stream::err};

}  // namespace

Streams::Streams(Executor executor, Pool& pool, std::shared_ptr<CommandLog> log)
    : executor_(executor),
      pool_(pool),
      log_(std::move(log)),
      read_{Descriptor(executor), Descriptor(executor)} {
  for (std::size_t i = 0; i < 2; ++i) {
    Pipe pipe = make_pipe();
    write_[i] = std::move(pipe.writing);
    assign_nonblocking(read_[i], std::move(pipe.reading));
  }
}

void Streams::close_writing_ends() {
  for (auto& end : write_) end.reset();
}

Task<void> Streams::pump(Event& changed) {
  State known;
  while (!known.at_end[0] || !known.at_end[1]) {
    const std::size_t first = co_await readable(known);
    auto work = [this, first] { return turn(first); };
    known = co_await offload(pool_, std::move(work));
    changed.notify();
  }
}

// Which stream has something, or has ended; 2 when what is held back has waited long enough.
Task<std::size_t> Streams::readable(State known) {
  const bool both = !known.at_end[0] && !known.at_end[1];
  const std::size_t open = known.at_end[0] ? 1 : 0;
  if (!known.carries && !both) {
    co_await read_[open].async_wait(wait_read, use_task);
    co_return open;
  }
  if (!known.carries) {
    const auto first =
        co_await (read_[0].async_wait(wait_read, use_task) || read_[1].async_wait(wait_read, use_task));
    co_return first.index();
  }
  Timer patience(executor_, limits::utf8_patience);
  if (!both) {
    const auto first =
        co_await (read_[open].async_wait(wait_read, use_task) || patience.async_wait(use_task));
    co_return first.index() == 0 ? open : 2;
  }
  const auto first = co_await (read_[0].async_wait(wait_read, use_task) ||
                               read_[1].async_wait(wait_read, use_task) || patience.async_wait(use_task));
  co_return first.index();
}

// Blocking. Reads what is there, the stream that was ready first first, up to what one thread may do before
// it serves somebody else.
Streams::State Streams::turn(std::size_t first) {
  const MutexLock lock(mutex_);
  if (first > 1) {
    for (std::size_t i = 0; i < 2; ++i) flush_carry(i);
    first = 0;
  }
  std::size_t done = 0;
  for (std::size_t idle = 0, which = first; idle < 2 && done < limits::pump_turn; which = 1 - which) {
    const std::size_t n = read_some(which, limits::pipe_read);
    idle = n == 0 ? idle + 1 : 0;
    done += n;
  }
  return {at_end_, !carry_[0].empty() || !carry_[1].empty()};
}

void Streams::drain() {
  const MutexLock lock(mutex_);
  for (std::size_t i = 0; i < 2; ++i) {
    int available = 0;
    ::ioctl(read_[i].native_handle(), FIONREAD, &available);
    while (available > 0) {
      const std::size_t n = read_some(i, std::min(limits::pipe_read, static_cast<std::size_t>(available)));
      if (n == 0) break;
      available -= static_cast<int>(n);
    }
    flush_carry(i);
  }
}

// How many bytes came.
std::size_t Streams::read_some(std::size_t which, std::size_t at_most) {
  if (at_end_[which]) return 0;
  std::array<char, limits::pipe_read + 4> buffer;
  std::string& carry = carry_[which];
  const std::size_t carried = carry.size();
  std::memcpy(buffer.data(), carry.data(), carried);
  ssize_t n = 0;
  do {
    n = ::read(read_[which].native_handle(), buffer.data() + carried, at_most);
  } while (n < 0 && errno == EINTR);
  if (n <= 0) {
    const bool nothing_yet = n < 0 && errno == EAGAIN;
    if (nothing_yet) return 0;
    flush_carry(which);
    at_end_[which] = true;
    return 0;
  }
  const auto came = static_cast<std::size_t>(n);
  // A program that fills its pipe gets a wider one: it then waits less often.
  if (came == limits::pipe_read && ++full_reads_[which] == 2) {
    ::fcntl(read_[which].native_handle(), F_SETPIPE_SZ, static_cast<int>(limits::busy_pipe));
  }
  const std::string_view bytes(buffer.data(), carried + came);
  const std::size_t tail = utf8::incomplete_tail(bytes);
  log_->append(streams[which], bytes.substr(0, bytes.size() - tail));
  carry.assign(bytes.substr(bytes.size() - tail));
  return came;
}

void Streams::flush_carry(std::size_t which) {
  log_->append(streams[which], carry_[which]);
  carry_[which].clear();
}

}  // namespace toolbox
