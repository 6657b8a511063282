#include "ports/listeners.h"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include "base/read_file.h"

namespace toolbox {
namespace fs = std::filesystem;
namespace {

bool holds_any(const fs::path& process, const std::set<std::string>& sockets) {
  std::error_code ec;
  std::error_code unreadable;
  // Not a range-for, whose step throws when the process is gone by then.
  for (fs::directory_iterator fd(process / "fd", ec), end; !ec && fd != end; fd.increment(ec)) {
    if (sockets.contains(fs::read_symlink(fd->path(), unreadable).string())) return true;
  }
  return false;
}

}  // namespace

std::vector<std::uint64_t> listening_inodes(const std::string& table, std::uint16_t port) {
  constexpr int listen_state = 0x0A;
  std::vector<std::uint64_t> inodes;
  std::istringstream lines(table);
  std::string line;
  std::getline(lines, line);  // the column names
  while (std::getline(lines, line)) {
    std::istringstream text(line);
    const std::vector<std::string> f{std::istream_iterator<std::string>(text), {}};
    if (f.size() < 10) continue;  // slot local remote state queues timer retransmits uid timeout inode
    const auto colon = f[1].find(':');
    int local_port = 0;
    int state = 0;
    std::uint64_t inode = 0;
    if (colon == std::string::npos) continue;
    std::from_chars(f[1].data() + colon + 1, f[1].data() + f[1].size(), local_port, 16);
    std::from_chars(f[3].data(), f[3].data() + f[3].size(), state, 16);
    std::from_chars(f[9].data(), f[9].data() + f[9].size(), inode);
    if (state == listen_state && local_port == port) inodes.push_back(inode);
  }
  return inodes;
}

std::optional<PortHolder> find_port_holder(std::uint16_t port) {
  std::set<std::string> sockets;
  for (const char* table : {"/proc/net/tcp", "/proc/net/tcp6"}) {
    for (const auto inode : listening_inodes(read_small_file(table), port)) {
      sockets.insert("socket:[" + std::to_string(inode) + "]");
    }
  }
  std::error_code ec;
  for (const auto& entry : fs::directory_iterator("/proc", ec)) {
    const std::string name = entry.path().filename().string();
    if (name.find_first_not_of("0123456789") != std::string::npos) continue;
    if (!holds_any(entry.path(), sockets)) continue;
    std::string program = read_small_file((entry.path() / "comm").string());
    while (program.ends_with('\n')) program.pop_back();
    return PortHolder{std::stoi(name), program};
  }
  return std::nullopt;
}

}  // namespace toolbox
