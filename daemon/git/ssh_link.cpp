#include "git/ssh_link.h"

#include <poll.h>

#include <mutex>
#include <new>

#include "base/api_error.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "git/openssl.h"
#include "git/transport.h"

namespace toolbox {
namespace {

void start_libssh() {
  static std::once_flag once;
  std::call_once(once, [] {
    start_openssl();
    if (::ssh_init() != SSH_OK) throw ApiError::unavailable("libssh cannot be started");
  });
}

}  // namespace

SshLink::SshLink() {
  start_libssh();
  session_.reset(::ssh_new());
  if (!session_) throw std::bad_alloc();
  ::ssh_set_blocking(session_.get(), 0);
}

void SshLink::start(UniqueFd socket, const std::string& host) {
  host_ = host;
  const int fd = socket.release();  // the session's, which closes it
  ::ssh_options_set(session_.get(), SSH_OPTIONS_FD, &fd);
  const int result = finish([&] { return ::ssh_connect(session_.get()); });
  if (result != SSH_OK) throw failure();
}

bool SshLink::wait(Deadline deadline) const {
  const bool writing = (::ssh_get_poll_flags(session_.get()) & SSH_WRITE_PENDING) != 0;
  return wait_ready(::ssh_get_fd(session_.get()), static_cast<short>(writing ? POLLIN | POLLOUT : POLLIN),
                    deadline);
}

ApiError SshLink::failure(const std::string& why) const {
  return transport_failed("the SSH connection to " + host_ + " failed: " + utf8::to_valid(why));
}

ApiError SshLink::failure() const {
  const std::string error =
      ::ssh_get_error(session_.get());  // before the next call, which has an error of its own
  const char* said = ::ssh_get_disconnect_message(session_.get());
  return failure(said != nullptr ? said : error);
}

std::chrono::steady_clock::duration SshLink::patience() {
  return limits::git_connect;
}

}  // namespace toolbox
