#pragma once
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

#include "base/task.h"

namespace toolbox {

// Runs `task` on `loop` until it has ended, and gives its result or throws its exception.
template <class T>
T run_on(asio::io_context& loop, Task<T> task) {
  std::exception_ptr error;
  loop.restart();
  if constexpr (std::is_void_v<T>) {
    asio::co_spawn(loop.get_executor(), std::move(task), [&](std::exception_ptr e) {
      error = e;
      loop.stop();
    });
    loop.run();
    if (error) std::rethrow_exception(error);
  } else {
    std::optional<T> result;
    asio::co_spawn(loop.get_executor(), std::move(task), [&](std::exception_ptr e, T value) {
      error = e;
      if (!e) result.emplace(std::move(value));
      loop.stop();
    });
    loop.run();
    if (error) std::rethrow_exception(error);
    return std::move(*result);
  }
}

}  // namespace toolbox
