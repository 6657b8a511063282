#include "gate.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace toolbox::bench {

Gate::Gate(const Scratch& scratch) : path_((scratch / "gate").string()) {
  if (::mkfifo(path_.c_str(), 0600) != 0) throw std::system_error(errno, std::generic_category(), path_);
  fd_ = UniqueFd(::open(path_.c_str(), O_RDWR | O_CLOEXEC));
  if (!fd_) throw std::system_error(errno, std::generic_category(), path_);
}

Gate::~Gate() {
  ::unlink(path_.c_str());
}

void Gate::let_through() const {
  if (::write(fd_.get(), "\n", 1) != 1) throw std::system_error(errno, std::generic_category(), path_);
}

std::string Gate::wait_command() const {
  return "read -r line < " + shell_word(path_);
}

std::string Gate::passed_to(const std::string& program) const {
  return program + " " + shell_word(path_);
}

std::string shell_word(const std::string& text) {
  std::string word = "'";
  for (const char c : text) {
    if (c == '\'') {
      word += "'\\''";
    } else {
      word += c;
    }
  }
  return word + "'";
}

}  // namespace toolbox::bench
