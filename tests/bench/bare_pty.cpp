#include "bare_pty.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <system_error>

#include "daemon.h"

namespace toolbox::bench {
namespace {

[[noreturn]] void fail(const char* what) {
  throw std::system_error(errno, std::generic_category(), what);
}

UniqueFd open_master() {
  UniqueFd master(::posix_openpt(O_RDWR | O_NOCTTY | O_CLOEXEC));
  if (!master || ::grantpt(master.get()) != 0 || ::unlockpt(master.get()) != 0) fail("posix_openpt");
  const winsize size{24, 80, 0, 0};
  if (::ioctl(master.get(), TIOCSWINSZ, &size) != 0) fail("TIOCSWINSZ");
  return master;
}

ProcessSpec spec_of(const Context& context, const std::string& command, int master) {
  std::array<char, 64> slave{};
  if (::ptsname_r(master, slave.data(), slave.size()) != 0) fail("ptsname");
  return {{daemon_shell(), "-c", command}, daemon_environment(context), context.work, -1, -1, slave.data()};
}

}  // namespace

BarePty::BarePty(const Context& context, const std::string& command)
    : master_(open_master()), process_(spec_of(context, command, master_.get())) {}

std::size_t BarePty::read(char* buffer, std::size_t size) const {
  for (;;) {
    const auto got = ::read(master_.get(), buffer, size);
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno == EIO) return 0;  // nobody has the other end open
    if (errno != EINTR) fail("cannot read from the pseudo-terminal");
  }
}

void BarePty::write(std::string_view input) const {
  while (!input.empty()) {
    const auto written = ::write(master_.get(), input.data(), input.size());
    if (written < 0) fail("cannot write to the pseudo-terminal");
    input.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace toolbox::bench
