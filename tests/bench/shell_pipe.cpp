#include "shell_pipe.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <stdexcept>
#include <system_error>

#include "daemon.h"

namespace toolbox::bench {
namespace {

ProcessSpec spec_of(const Context& context, const std::vector<std::string>& arguments, int input,
                    int output) {
  ProcessSpec spec{{daemon_shell()}, daemon_environment(context), context.work, output, input};
  spec.argv.insert(spec.argv.end(), arguments.begin(), arguments.end());
  return spec;
}

}  // namespace

ShellPipe::ShellPipe(const Context& context, const std::vector<std::string>& arguments)
    : to_shell_(make_pipe()),
      from_shell_(make_pipe()),
      process_(spec_of(context, arguments, to_shell_.read_end.get(), from_shell_.write_end.get())) {
  to_shell_.read_end.reset();
  from_shell_.write_end.reset();
}

void ShellPipe::tell(const std::string& line) const {
  const auto text = line + "\n";
  if (::write(to_shell_.write_end.get(), text.data(), text.size()) != static_cast<ssize_t>(text.size())) {
    throw std::system_error(errno, std::generic_category(), "cannot write to the shell");
  }
}

std::string ShellPipe::read_line() {
  std::size_t end = 0;
  while ((end = received_.find('\n')) == std::string::npos) {
    std::array<char, 4096> buffer{};
    const auto got = read(buffer.data(), buffer.size());
    if (got == 0) throw std::runtime_error("the shell ended early; it printed: " + received_.substr(0, 300));
    received_.append(buffer.data(), got);
  }
  auto line = received_.substr(0, end);
  received_.erase(0, end + 1);
  return line;
}

std::size_t ShellPipe::read(char* buffer, std::size_t size) const {
  for (;;) {
    const auto got = ::read(from_shell_.read_end.get(), buffer, size);
    if (got >= 0) return static_cast<std::size_t>(got);
    if (errno != EINTR) throw std::system_error(errno, std::generic_category(), "cannot read from the shell");
  }
}

}  // namespace toolbox::bench
