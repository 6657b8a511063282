#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <string>
#include <vector>

#include "base/unique_fd.h"
#include "ports/listeners.h"

namespace toolbox {
namespace {

using Inodes = std::vector<std::uint64_t>;

// Recorded: ports 2280 (08E8) twice, 22 (0016), and an established connection from 2280.
constexpr auto tcp =
    "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
    "   0: 0100007F:08E8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 31337 1 "
    "0000000000000000 100 0 0 10 0\n"
    "   1: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 20202 1 "
    "0000000000000000 100 0 0 10 0\n"
    "   2: 0100007F:08E8 0100007F:C350 01 00000000:00000000 00:00000000 00000000  1000        0 40404 1 "
    "0000000000000000 20 4 30 10 -1\n"
    "   3: 0200007F:08E8 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 50505 1 "
    "0000000000000000 100 0 0 10 0\n";

constexpr auto tcp6 =
    "  sl  local_address                         remote_address                        st tx_queue rx_queue "
    "tr tm->when retrnsmt   "
    "uid  timeout inode\n"
    "   0: 00000000000000000000000000000000:1F90 00000000000000000000000000000000:0000 0A 00000000:00000000 "
    "00:00000000 00000000 "
    " 1000        0 18446744073709551615 1 0000000000000000 100 0 0 10 0\n";

TEST(Listeners, ThoseThatListenOnThePortAreFound) {
  EXPECT_EQ(listening_inodes(tcp, 2280), (Inodes{31337, 50505}));
  EXPECT_EQ(listening_inodes(tcp, 22), Inodes{20202});
  EXPECT_EQ(listening_inodes(tcp, 80), Inodes{});
}

TEST(Listeners, AConnectionIsNoListener) {
  EXPECT_EQ(listening_inodes(tcp, 50000), Inodes{});
}

TEST(Listeners, TheTableOfIpv6IsReadAsWell) {
  EXPECT_EQ(listening_inodes(tcp6, 8080), Inodes{18446744073709551615U});
}

TEST(Listeners, ATableThatIsEmptyOrBrokenHasNone) {
  EXPECT_EQ(listening_inodes("", 2280), Inodes{});
  EXPECT_EQ(listening_inodes("one line", 2280), Inodes{});
  EXPECT_EQ(listening_inodes("head\n0: x y 0A a b c d e 5\n\n0: 0:08E8 0 0A\n", 2280), Inodes{});
}

TEST(Listeners, TheHolderOfAPortIsThisProcess) {
  const UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  auto* plain = reinterpret_cast<sockaddr*>(&address);
  ASSERT_EQ(::bind(socket.get(), plain, size), 0);
  ASSERT_EQ(::listen(socket.get(), 1), 0);
  ASSERT_EQ(::getsockname(socket.get(), plain, &size), 0);
  const auto holder = find_port_holder(ntohs(address.sin_port));
  ASSERT_TRUE(holder);
  EXPECT_EQ(holder->pid, ::getpid());
  EXPECT_EQ(holder->name, std::string("toolboxd_unit_tests").substr(0, 15));
}

TEST(Listeners, AFreePortHasNoHolder) {
  EXPECT_FALSE(find_port_holder(1));
}

}  // namespace
}  // namespace toolbox
