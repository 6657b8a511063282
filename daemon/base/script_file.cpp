#include "base/script_file.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "base/write_all.h"

namespace toolbox {

UniqueFd script_file(std::string_view script) {
  UniqueFd fd(::memfd_create("command", MFD_CLOEXEC));
  if (!fd || !write_all(fd.get(), script)) {
    throw std::system_error(errno, std::generic_category(), "cannot hold the command");
  }
  return fd;
}

std::string path_of_descriptor(int fd) {
  return "/proc/" + std::to_string(::getpid()) + "/fd/" + std::to_string(fd);
}

}  // namespace toolbox
