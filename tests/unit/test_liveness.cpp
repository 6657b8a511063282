#include <gtest/gtest.h>

#include <boost/asio/write.hpp>
#include <string>

#include "http/liveness.h"

namespace toolbox {
namespace {

// Without waiting: what happens when a time is over is called by hand.
class LivenessTest : public testing::Test {
 protected:
  LivenessTest() {
    asio::basic_socket_acceptor<asio::ip::tcp, Executor> acceptor(
        loop.get_executor(), asio::ip::tcp::endpoint(asio::ip::address_v4::loopback(), 0));
    client.connect(acceptor.local_endpoint());
    acceptor.accept(socket);
    liveness.start();
  }

  // Writes as the transport does.
  void write(std::size_t size) {
    liveness.write_begins();
    liveness.write_ended(asio::write(socket, asio::buffer(std::string(size, 'x'))));
  }

  bool dropped() const { return *liveness.verdict() != '\0'; }

  asio::io_context loop{1};
  Deadlines deadlines{loop, [](Wait) { return Deadlines::Clock::duration(std::chrono::hours(1)); }};
  Socket socket{loop.get_executor()};
  Socket client{loop.get_executor()};
  int pings = 0;
  Liveness liveness{socket, deadlines, [this] {
                      ++pings;
                      write(2);
                    }};
};

TEST_F(LivenessTest, ASilentClientGetsOnePingAndIsDroppedWhenItStaysSilent) {
  liveness.silence_over();
  EXPECT_EQ(pings, 1);
  EXPECT_FALSE(dropped());
  liveness.silence_over();
  EXPECT_EQ(pings, 1);
  EXPECT_TRUE(dropped());
}

TEST_F(LivenessTest, AnyByteIsAnAnswer) {
  for (int i = 1; i <= 5; ++i) {
    liveness.silence_over();
    EXPECT_EQ(pings, i);
    liveness.received(1);
  }
  EXPECT_FALSE(dropped());
}

TEST_F(LivenessTest, AClientThatTakesDataIsNotDropped) {
  for (int i = 0; i < 5; ++i) {
    liveness.silence_over();
    write(1000);
  }
  EXPECT_EQ(pings, 1);  // which waits somewhere behind the data
  liveness.silence_over();
  EXPECT_FALSE(dropped());
  liveness.silence_over();
  EXPECT_TRUE(dropped());
}

TEST_F(LivenessTest, WhatTheSystemTookButTheClientDidNotIsNoSignOfLife) {
  client.set_option(asio::socket_base::receive_buffer_size(4096));
  socket.non_blocking(true);
  liveness.silence_over();
  boost::system::error_code full;
  const std::string piece(64 * 1024, 'x');
  while (!full) {
    liveness.write_begins();
    liveness.write_ended(socket.write_some(asio::buffer(piece), full));
  }
  liveness.silence_over();  // part of it was taken
  EXPECT_FALSE(dropped());
  liveness.silence_over();
  EXPECT_TRUE(dropped());
}

TEST_F(LivenessTest, WhileAWriteWaitsThereIsNoPingAndNoEnd) {
  liveness.write_begins();
  for (int i = 0; i < 5; ++i) liveness.silence_over();
  EXPECT_EQ(pings, 0);
  EXPECT_FALSE(dropped());
  liveness.write_ended(0);
  liveness.silence_over();
  EXPECT_EQ(pings, 1);
}

TEST_F(LivenessTest, WhileTheDaemonDoesNotReadSilenceMeansNothing) {
  liveness.silence_over();
  liveness.reading(false);
  for (int i = 0; i < 5; ++i) liveness.silence_over();  // its system still has to answer the pings
  liveness.reading(true);
  liveness.silence_over();
  EXPECT_FALSE(dropped());
  EXPECT_EQ(pings, 7);
  liveness.silence_over();
  EXPECT_TRUE(dropped());
}

TEST_F(LivenessTest, AClientThatDoesNotAnswerTheCloseIsDropped) {
  liveness.closing(false);
  write(4);
  liveness.silence_over();
  EXPECT_TRUE(dropped());
  EXPECT_EQ(pings, 0);
}

TEST_F(LivenessTest, TheCloseMayWaitForWhatIsBeingWrittenUnlessThereIsAHurry) {
  liveness.write_begins();
  liveness.closing(false);
  for (int i = 0; i < 5; ++i) liveness.silence_over();
  EXPECT_FALSE(dropped());
  liveness.closing(true);
  liveness.silence_over();
  EXPECT_TRUE(dropped());
}

TEST_F(LivenessTest, DroppingEndsWhatGoesOnOnTheSocket) {
  bool aborted = false;
  socket.async_wait(Socket::wait_read, [&](const boost::system::error_code& error) {
    aborted = error == asio::error::operation_aborted;
  });
  liveness.silence_over();
  liveness.silence_over();
  loop.run_one();
  EXPECT_TRUE(aborted);
  boost::system::error_code error;
  asio::write(socket, asio::buffer("x", 1), error);
  EXPECT_EQ(error, asio::error::broken_pipe);
}

}  // namespace
}  // namespace toolbox
