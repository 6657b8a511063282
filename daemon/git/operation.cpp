#include "git/operation.h"

#include <git2.h>
#include <git2/sys/errors.h>

namespace toolbox {

thread_local Operation* Operation::current_ = nullptr;

Operation::Operation(const GitStop& stop, const GitSettings& settings)
    : stop_(stop), settings_(settings), outer_(current_) {
  current_ = this;
  git_error_clear();  // what an earlier operation of the thread has left is no reason for a failure of this
                      // one
}

}  // namespace toolbox
