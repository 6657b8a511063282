#pragma once
// How the streams that libgit2 talks through say why they failed.
#include <string>

#include "base/api_error.h"
#include "git/operation.h"

namespace toolbox {

// 502 GIT_TRANSPORT_FAILED. why: a sentence without credentials.
ApiError transport_failed(const std::string& why);

// Keeps the exception that is being handled as the operation's failure, unless there is one already: the
// first is the cause. Tells libgit2 that something failed. Within a catch block.
void keep_failure() noexcept;

// A stream's callback, which no exception may pass: what `f` gives, or -1 with the failure kept.
template <class F>
auto failing(F f) noexcept -> decltype(f()) {
  try {
    Operation::current().check_stopped();
    return f();
  } catch (...) {
    keep_failure();
    return -1;
  }
}

}  // namespace toolbox
