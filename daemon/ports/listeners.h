#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace toolbox {

// A process that holds a listening TCP port.
struct PortHolder {
  int pid;
  std::string name;
};

// Who listens on `port`, as far as /proc lets this user see. Blocking.
std::optional<PortHolder> find_port_holder(std::uint16_t port);

// The inodes of the sockets that listen on `port`, from the text of /proc/net/tcp or tcp6.
std::vector<std::uint64_t> listening_inodes(const std::string& table, std::uint16_t port);

}  // namespace toolbox
