#include "base/pseudo_terminal.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <termios.h>

#include <cerrno>
#include <string>

#include "base/spawn.h"

namespace toolbox {
namespace {

constexpr int flags = O_RDWR | O_NOCTTY | O_CLOEXEC;

[[noreturn]] void fail(const std::string& step) {
  throw SpawnError(errno, "cannot open a terminal: " + step, true);
}

// Not the C library's posix_openpt and ptsname: the kernel opens the other end itself (Linux 4.13), which
// needs no /dev/pts of the same mount namespace.
UniqueFd open_slave(int master) {
  UniqueFd slave(::ioctl(master, TIOCGPTPEER, flags));
  if (slave) return slave;
  unsigned number = 0;
  if (::ioctl(master, TIOCGPTN, &number) != 0) fail("its number");
  const std::string path = "/dev/pts/" + std::to_string(number);
  slave = UniqueFd(::open(path.c_str(), flags));
  if (!slave) fail(path);
  return slave;
}

}  // namespace

PseudoTerminal open_pseudo_terminal(WindowSize size) {
  UniqueFd master(::open("/dev/ptmx", flags));
  if (!master) master = UniqueFd(::open("/dev/pts/ptmx", flags));
  if (!master) fail("/dev/ptmx");
  const int locked = 0;
  if (::ioctl(master.get(), TIOCSPTLCK, &locked) != 0) fail("unlocking it");
  UniqueFd slave = open_slave(master.get());
  termios modes{};
  if (::tcgetattr(slave.get(), &modes) == 0) {
    modes.c_iflag |= IUTF8;
    ::tcsetattr(slave.get(), TCSANOW, &modes);
  }
  set_window_size(master.get(), size);
  return {std::move(master), std::move(slave)};
}

void set_window_size(int master, WindowSize size) {
  winsize window{};
  window.ws_col = static_cast<unsigned short>(size.cols);
  window.ws_row = static_cast<unsigned short>(size.rows);
  ::ioctl(master, TIOCSWINSZ, &window);
}

}  // namespace toolbox
