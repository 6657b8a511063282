#pragma once
// The coroutine type of the whole daemon, bound to the one loop's executor (not to a type-erased one: that
// saves an indirection a suspension and some hundred bytes a connection).
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace toolbox {

namespace asio = boost::asio;

using Executor = asio::io_context::executor_type;

template <class T>
using Task = asio::awaitable<T, Executor>;

// Completion token: `co_await something.async_wait(use_task)`; failures throw boost::system::system_error.
constexpr asio::use_awaitable_t<Executor> use_task;

}  // namespace toolbox
