#include "files/body_pump.h"

#include <array>
#include <boost/asio/error.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/system/system_error.hpp>
#include <exception>
#include <memory>
#include <span>
#include <utility>

#include "base/limits.h"

namespace toolbox {
namespace {

using namespace asio::experimental::awaitable_operators;

// Does `task`, and notes how it fails: of two that run side by side, either breaks the other off.
template <class T>
Task<T> noting(Task<T> task, std::exception_ptr& failure) {
  try {
    co_return co_await std::move(task);
  } catch (...) {
    failure = std::current_exception();
    throw;
  }
}

bool broken_off(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const boost::system::system_error& e) {
    return e.code() == asio::error::operation_aborted;
  } catch (...) {
    return false;
  }
}

// The one of two failures that is not only the other's consequence.
std::exception_ptr cause_of(const std::exception_ptr& first, const std::exception_ptr& second) {
  if (!first || (second && broken_off(first))) return second;
  return first;
}

}  // namespace

Task<void> pump(BodyReader& body, BodyConsumer& consumer) {
  // Not cleared: a small body touches only the pages that it fills.
  const auto memory = std::make_unique_for_overwrite<char[]>(2 * limits::transfer_buffer);
  const std::array<std::span<char>, 2> buffers{
      std::span<char>(memory.get(), limits::transfer_buffer),
      std::span<char>(memory.get() + limits::transfer_buffer, limits::transfer_buffer)};
  std::size_t turn = 0;
  std::size_t filled = co_await body.read_some(buffers[turn]);
  while (filled > 0) {
    const std::string_view bytes(buffers[turn].data(), filled);
    turn = 1 - turn;
    std::exception_ptr not_consumed, not_read;
    try {
      filled = co_await (noting(consumer.consume(bytes), not_consumed) &&
                         noting(body.read_some(buffers[turn]), not_read));
    } catch (...) {
      if (const auto cause = cause_of(not_consumed, not_read)) std::rethrow_exception(cause);
      throw;
    }
  }
}

}  // namespace toolbox
