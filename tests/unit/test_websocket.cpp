#include <gtest/gtest.h>

#include <string>
#include <thread>

#include "base/event.h"
#include "websocket_fixture.h"

namespace toolbox {
namespace {

using Reply = std::pair<int, std::string>;

// Sends back what it gets.
Task<void> echo(WebSocket& socket) {
  while (auto message = co_await socket.receive()) {
    if (message->text) co_await socket.send_text(message->data);
    if (!message->text) co_await socket.send_binary(message->data);
  }
}

TEST_F(WebSocketTest, MessagesGoBothWays) {
  start(echo);
  WebSocketClient client(port());
  client.open();
  client.send(frame(Frame::text, "hello") + frame(Frame::binary, std::string("\0\xff", 2)));
  EXPECT_EQ(client.next(), Reply(Frame::text, "hello"));
  EXPECT_EQ(client.next(), Reply(Frame::binary, std::string("\0\xff", 2)));
}

TEST_F(WebSocketTest, MessagesOfAnyLengthComeBackInOneFrame) {
  start(echo);
  WebSocketClient client(port());
  client.open();
  for (const std::size_t size : std::vector<std::size_t>{0, 1, 14, 15, 16, 125, 126, 1500, 1536, 8191, 8192,
                                                         8193, 65535, 65536, 1048576}) {
    std::string payload(size, 'x');
    for (std::size_t i = 0; i < size; ++i) payload[i] = static_cast<char>('a' + i * 31 % 26);
    std::thread sender([&] { client.send(frame(size % 2 == 0 ? Frame::text : Frame::binary, payload)); });
    const auto got = client.read();
    sender.join();
    ASSERT_TRUE(got) << size;
    EXPECT_EQ(got->opcode, size % 2 == 0 ? Frame::text : Frame::binary) << size;
    EXPECT_TRUE(got->final) << size;
    EXPECT_EQ(got->payload, payload) << size;
  }
}

TEST_F(WebSocketTest, FramesMayComeRightBehindTheHandshake) {
  start(echo);
  std::string early;
  for (int i = 0; i < 1000; ++i) early += frame(Frame::text, "message " + std::to_string(i));
  WebSocketClient client(port());
  std::thread sender([&] { client.send(WebSocketClient::handshake() + early); });
  client.read_head();
  for (int i = 0; i < 1000; ++i) EXPECT_EQ(client.next(), Reply(Frame::text, "message " + std::to_string(i)));
  sender.join();
}

TEST_F(WebSocketTest, FramesMayComeBeforeTheHandlerHasAnswered) {
  Event answer(loop_.get_executor());
  bool waiting = false;
  start_handler([&](const Request&) -> Task<Response> {
    waiting = true;
    co_await answer.wait();
    Upgrade upgrade;
    upgrade.serve = echo;
    co_return Response::websocket(std::move(upgrade));
  });
  WebSocketClient client(port());
  client.send(WebSocketClient::handshake());
  for (bool seen = false; !seen;) on_loop([&] { seen = waiting; });
  client.send(frame(Frame::text, "early"));
  on_loop([] {});
  on_loop([&] { answer.notify(); });
  client.read_head();
  EXPECT_EQ(client.next(), Reply(Frame::text, "early"));
  client.vanish();
  EXPECT_TRUE(stop());
}

TEST_F(WebSocketTest, AFrameMayComeByteByByte) {
  start(echo);
  WebSocketClient client(port());
  client.open();
  for (const char byte : frame(Frame::text, std::string(200, 'y'))) client.send({&byte, 1});
  EXPECT_EQ(client.next(), Reply(Frame::text, std::string(200, 'y')));
}

TEST_F(WebSocketTest, FragmentsBecomeOneMessageAndPingsBetweenThemAreAnswered) {
  start(echo);
  WebSocketClient client(port());
  client.open();
  client.send(frame(Frame::text, "a\xe2", false) + frame(Frame::ping, "p1") +
              frame(Frame::continuation, "", false) + frame(Frame::continuation, "\x82", false) +
              frame(Frame::ping, "p2") +
              frame(Frame::continuation,
                    "\xac"
                    "b"));
  EXPECT_EQ(client.next(), Reply(Frame::pong, "p1"));
  EXPECT_EQ(client.next(), Reply(Frame::pong, "p2"));
  EXPECT_EQ(client.next(), Reply(Frame::text, "a\u20acb"));
  client.send(frame(Frame::binary, "x", false) + frame(Frame::continuation, ""));
  EXPECT_EQ(client.next(), Reply(Frame::binary, "x"));
}

TEST_F(WebSocketTest, PongsAreIgnored) {
  start(echo);
  WebSocketClient client(port());
  client.open();
  client.send(frame(Frame::pong, "unasked") + frame(Frame::text, "x"));
  EXPECT_EQ(client.next(), Reply(Frame::text, "x"));
}

TEST_F(WebSocketTest, PingsAreAnsweredWhateverTheHandlerDoes) {
  start([](WebSocket& socket) -> Task<void> {
    Event never_comes((co_await asio::this_coro::executor));
    co_await never_comes.wait();
    co_await socket.receive();
  });
  WebSocketClient client(port());
  client.open();
  client.send(frame(Frame::ping, ""));
  EXPECT_EQ(client.next(), Reply(Frame::pong, ""));
  client.send(frame(Frame::text, "x") + frame(Frame::ping, std::string(125, 'p')));
  EXPECT_EQ(client.next(), Reply(Frame::pong, std::string(125, 'p')));
}

TEST_F(WebSocketTest, APingIsAnsweredBetweenLargeMessages) {
  static const std::string large(32 * limits::MiB, 'x');  // more than the system takes at once
  start([](WebSocket& socket) -> Task<void> {
    co_await socket.send_binary(large);
    co_await socket.send_text("after");
    co_await socket.closed();
  });
  WebSocketClient client(port());
  client.open();
  client.send(frame(Frame::ping, "now"));
  const auto first = client.read();
  ASSERT_TRUE(first);
  EXPECT_TRUE(first->final);
  EXPECT_EQ(first->payload.size(), large.size());
  EXPECT_EQ(client.next(), Reply(Frame::pong, "now"));
  EXPECT_EQ(client.next(), Reply(Frame::text, "after"));
}

TEST_F(WebSocketTest, MessagesThatNobodyReceivesHoldTheClientBackAndNoneIsLost) {
  Event go(loop_.get_executor());
  bool gone = false;
  start([&](WebSocket& socket) -> Task<void> {
    while (!gone) co_await go.wait();
    co_await echo(socket);
  });
  constexpr int count = 40'000;
  const std::string filler(1000, 'f');
  std::string all;
  for (int i = 0; i < count; ++i) all += frame(Frame::binary, std::to_string(i) + filler);
  WebSocketClient client(port());
  client.open();
  client.send(frame(Frame::ping, ""));
  EXPECT_EQ(client.next(), Reply(Frame::pong, ""));
  std::thread sender([&] { client.send(all); });
  on_loop([&] {
    gone = true;
    go.notify();
  });
  for (int i = 0; i < count; ++i) ASSERT_EQ(client.next(), Reply(Frame::binary, std::to_string(i) + filler));
  sender.join();
  client.vanish();
  EXPECT_TRUE(stop());
}

TEST_F(WebSocketTest, ACancelledReceiveLosesNothing) {
  static const auto tick = []() -> Task<void> { co_await asio::post(use_task); };
  static const auto at_once = []() -> Task<void> { co_return; };
  int cancelled = 0;
  start([&](WebSocket& socket) -> Task<void> {
    for (int turn = 0;; ++turn) {
      std::optional<WebSocketMessage> message;
      if (turn % 3 == 0) {
        auto first = co_await (socket.receive() || tick());
        if (first.index() == 1 && ++cancelled > 0) continue;
        message = std::get<0>(std::move(first));
      } else if (turn % 3 == 1) {
        auto first = co_await (at_once() || socket.receive());
        if (first.index() == 0 && ++cancelled > 0) continue;
        message = std::get<1>(std::move(first));
      } else {
        message = co_await socket.receive();
      }
      if (!message) co_return;
      co_await socket.send_text(message->data);
    }
  });
  constexpr int count = 5000;
  std::string all;
  for (int i = 0; i < count; ++i) all += frame(Frame::text, std::to_string(i));
  WebSocketClient client(port());
  client.open();
  std::thread sender([&] { client.send(all); });
  for (int i = 0; i < count; ++i) ASSERT_EQ(client.next(), Reply(Frame::text, std::to_string(i)));
  sender.join();
  client.vanish();
  EXPECT_TRUE(stop());
  EXPECT_GT(cancelled, 0);
}

TEST_F(WebSocketTest, AHandlerThatOnlySendsNoticesTheCloseBehindDiscardedMessages) {
  start([](WebSocket& socket) -> Task<void> {
    co_await socket.send_text("ready");
    co_await socket.closed();
  });
  WebSocketClient client(port());
  client.open();
  for (int i = 0; i < 200; ++i) client.send(frame(Frame::binary, std::string(50'000, 'x')));
  client.send(frame(Frame::close, close_payload(1000, "bye")));
  EXPECT_EQ(client.next(), Reply(Frame::text, "ready"));
  EXPECT_EQ(client.read_close(), 1000);
  EXPECT_EQ(client.read_rest(), "");
}

}  // namespace
}  // namespace toolbox
