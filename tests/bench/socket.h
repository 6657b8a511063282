#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "unique_fd.h"

// Blocking IPv4 sockets on the loopback address. A wait of more than a minute is an error.
namespace toolbox::bench {

// Nothing when nobody listens there.
std::optional<UniqueFd> try_connect(std::uint16_t port);
UniqueFd connect_to(std::uint16_t port);

void send_all(int fd, std::string_view data);
// 0 at the end of the stream.
std::size_t receive(int fd, char* buffer, std::size_t size);

struct SocketPair {
  UniqueFd ours;
  UniqueFd theirs;
};
// Connected Unix stream sockets, to talk to a child.
SocketPair make_socket_pair();

UniqueFd listen_on_any_port();
std::uint16_t port_of(int fd);

// A port that is free now and outside the range for outgoing connections: a client that polls such a port
// before the server listens can't end up connected to itself.
std::uint16_t free_port();

}  // namespace toolbox::bench
