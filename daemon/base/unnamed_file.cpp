#include "base/unnamed_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <string>

namespace toolbox {

UniqueFd unnamed_file() {
  const char* configured = std::getenv("TMPDIR");
  for (const char* directory : {configured, "/tmp", "/var/tmp", "/dev/shm"}) {
    if (directory == nullptr || *directory == '\0') continue;
    UniqueFd fd(::open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600));
    if (fd) return fd;
    std::string name = std::string(directory) + "/toolboxd-XXXXXX";  // no O_TMPFILE here
    fd.reset(::mkostemp(name.data(), O_CLOEXEC));
    if (fd && ::unlink(name.c_str()) == 0) return fd;
  }
  return {};
}

}  // namespace toolbox
