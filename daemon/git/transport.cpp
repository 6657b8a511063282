#include "git/transport.h"

#include <git2.h>
#include <git2/sys/errors.h>

namespace toolbox {

ApiError transport_failed(const std::string& why) {
  return {502, "GIT_TRANSPORT_FAILED", why};
}

void keep_failure() noexcept {
  auto& operation = Operation::current();
  auto first = operation.take_failure();
  operation.set_failure(first ? std::move(first) : std::current_exception());
  git_error_set_str(GIT_ERROR_NET, "the transport has failed");
}

}  // namespace toolbox
