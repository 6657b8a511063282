#pragma once
// What is known of the git operation that a pool thread is at. libgit2 calls back without telling for whom
// (its streams and transports are registered once for all), so the thread knows: Operation::current().
#include <exception>
#include <map>
#include <string>
#include <utility>

#include "base/api_error.h"
#include "base/offload.h"
#include "base/unique_fd.h"

namespace toolbox {

// How the client's end reaches the thread at work: a flag for those that look, a descriptor for those that
// wait.
struct GitStop {
  StopFlag flag = false;
  UniqueFd wake;  // an eventfd, readable once the flag is set; none for operations without a network
};

// The environment as `POST /env` left it when the operation began, and the daemon's home.
struct GitSettings {
  std::string home;
  std::map<std::string, std::string> environment;

  // The variable's value; empty when it is unset.
  std::string variable(const std::string& name) const {
    const auto it = environment.find(name);
    return it == environment.end() ? std::string() : it->second;
  }
};

// On the stack of the thread at work, from the operation's begin to its end.
class Operation {
 public:
  Operation(const GitStop& stop, const GitSettings& settings);
  ~Operation() { current_ = outer_; }
  Operation(const Operation&) = delete;
  Operation& operator=(const Operation&) = delete;

  // The calling thread's. Only within an operation.
  static Operation& current() { return *current_; }
  static bool under_way() { return current_ != nullptr; }

  const GitSettings& settings() const { return settings_; }

  // Nobody waits for the result any more.
  bool stopped() const { return stop_.flag; }
  int wake_fd() const { return stop_.wake.get(); }

  // For loops of ours. Throws system_error operation_aborted when nobody waits any more.
  void check_stopped() const {
    if (stopped()) throw boost::system::system_error(asio::error::operation_aborted);
  }

  // For callbacks from libgit2, which no exception may pass: calls `f`, whose int is handed on; what it
  // throws is kept for check(), and is GIT_EUSER for libgit2.
  template <class F>
  int guarded(F f) noexcept {
    try {
      check_stopped();
      return f();
    } catch (...) {
      failure_ = std::current_exception();
      return callback_failed;
    }
  }

  // The cause, known better by ours than by libgit2's error text: check() throws it instead.
  void set_failure(std::exception_ptr failure) { failure_ = std::move(failure); }
  std::exception_ptr take_failure() { return std::exchange(failure_, nullptr); }

 private:
  static constexpr int callback_failed = -7;  // GIT_EUSER
  static thread_local Operation* current_;

  const GitStop& stop_;
  const GitSettings& settings_;
  Operation* const outer_;
  std::exception_ptr failure_;
};

}  // namespace toolbox
