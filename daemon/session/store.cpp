#include "session/store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>
#include <system_error>

#include "base/limits.h"
#include "base/unique_fd.h"
#include "base/write_all.h"

namespace toolbox {

std::string file_name_of(std::string_view id) {
  constexpr std::string_view hex = "0123456789ABCDEF";
  std::string name;
  for (const char c : id) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_' || (c == '.' && !name.empty());
    if (plain) {
      name += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      name += {'%', hex[byte >> 4U], hex[byte & 15U]};
    }
  }
  return name;
}

std::string SessionStore::directory_of(std::string_view session_id) {
  std::string name = file_name_of(session_id);
  // A number tells those apart whose names would be too long; "%~" begins no other name.
  if (name.size() > limits::max_store_name) {
    name = "%~" + std::to_string(++long_names_) + "~" + name.substr(0, limits::max_store_name);
  }
  return root_ + "/" + name;
}

void SessionStore::make_directory(const std::string& path) {
  if (::mkdir(path.c_str(), 0755) == 0 || errno != ENOENT) return;
  const std::string parent = path.substr(0, path.rfind('/'));
  if (parent.empty() || parent == path) return;
  make_directory(parent);
  ::mkdir(path.c_str(), 0755);
}

void SessionStore::remove_directory(const std::string& path) {
  std::error_code ignored;
  std::filesystem::remove_all(path, ignored);
}

void SessionStore::write_file(const std::string& path, std::string_view text) {
  const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0644));
  // Nothing is better than half of it.
  if (fd && !write_all(fd.get(), text)) ::unlink(path.c_str());
}

std::optional<std::string> SessionStore::read_file(const std::string& path) {
  const UniqueFd fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW));
  struct stat info{};
  if (!fd || ::fstat(fd.get(), &info) != 0 || !S_ISREG(info.st_mode)) return std::nullopt;
  std::string text(static_cast<std::size_t>(info.st_size), '\0');
  std::size_t filled = 0;
  while (filled < text.size()) {
    const ssize_t n = ::read(fd.get(), text.data() + filled, text.size() - filled);
    if (n <= 0) return std::nullopt;
    filled += static_cast<std::size_t>(n);
  }
  return text;
}

}  // namespace toolbox
