#pragma once
#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>
#include <utility>

#include "base/unique_fd.h"

namespace toolbox {

struct Pipe {
  UniqueFd reading;
  UniqueFd writing;
};

// A pipe that children do not inherit. Throws system_error.
inline Pipe make_pipe() {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) {
    throw std::system_error(errno, std::generic_category(), "cannot make a pipe");
  }
  return {UniqueFd(ends[0]), UniqueFd(ends[1])};
}

// Hands `fd` to an Asio descriptor, which then owns it, as non-blocking. Throws system_error.
template <class Descriptor>
void assign_nonblocking(Descriptor& descriptor, UniqueFd fd) {
  ::fcntl(fd.get(), F_SETFL, O_NONBLOCK);
  descriptor.assign(fd.get());
  static_cast<void>(fd.release());
}

}  // namespace toolbox
