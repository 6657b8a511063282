#include <gtest/gtest.h>

#include <string>
#include <thread>

#include "base/event.h"
#include "websocket_fixture.h"

namespace toolbox {
namespace {

using Reply = std::pair<int, std::string>;

// Receives until the end; counts.
class Receiver {
 public:
  Task<void> operator()(WebSocket& socket) {
    while (co_await socket.receive()) ++messages;
    ended.set_value();
  }
  int messages = 0;
  std::promise<void> ended;
};

class WebSocketEndTest : public WebSocketTest {
 protected:
  void start_receiver(Deadlines::Lengths lengths = never) {
    start([this](WebSocket& socket) { return receiver(socket); }, lengths);
  }
  // The close code that the client gets for sending this.
  int verdict(const std::string& bytes) {
    WebSocketClient client(port());
    client.open();
    client.send(bytes);
    const int code = client.read_close();
    EXPECT_EQ(client.read_rest(), "");
    return code;
  }
  Receiver receiver;
};

Task<void> drop_messages(WebSocket& socket) {
  while (co_await socket.receive()) {
  }
}

Deadlines::Clock::duration short_closing(Wait kind) {
  return kind == Wait::closing ? std::chrono::milliseconds(1) : never(kind);
}

Deadlines::Clock::duration short_silence(Wait kind) {
  return kind == Wait::silence ? std::chrono::milliseconds(1) : never(kind);
}

Deadlines::Clock::duration short_write(Wait kind) {
  return kind == Wait::write ? std::chrono::milliseconds(1) : never(kind);
}

const std::string& large() {
  static const std::string text(32 * limits::MiB, 'x');  // more than the system takes at once
  return text;
}

TEST_F(WebSocketEndTest, ACloseIsAnsweredWithItsCode) {
  start(drop_messages);
  EXPECT_EQ(verdict(frame(Frame::close, close_payload(1000))), 1000);
  EXPECT_EQ(verdict(frame(Frame::close, close_payload(1001, "away"))), 1001);
  EXPECT_EQ(verdict(frame(Frame::close, close_payload(4999))), 4999);
  EXPECT_EQ(verdict(frame(Frame::close, "")), 1000);
}

TEST_F(WebSocketEndTest, WhatCameBeforeTheCloseIsReceived) {
  start_receiver();
  WebSocketClient client(port());
  client.open();
  client.send(frame(Frame::text, "1") + frame(Frame::text, "2") + frame(Frame::close, close_payload(1000)));
  EXPECT_EQ(client.read_close(), 1000);
  receiver.ended.get_future().wait();
  EXPECT_EQ(receiver.messages, 2);
}

TEST_F(WebSocketEndTest, MalformedFramesAreAProtocolError) {
  start(drop_messages);
  const std::string x = masked("x");
  for (const std::string& bytes : {
           frame_head(Frame::text, 1, true, false) + "x",             // not masked
           frame_head(Frame::ping, 0, true, false),                   //
           frame_head(Frame::text | 0x40, 1) + x,                     // reserved bits
           frame_head(Frame::text | 0x20, 1) + x,                     //
           frame_head(Frame::text | 0x10, 1) + x,                     //
           frame_head(Frame::ping | 0x40, 1) + x,                     //
           frame_head(3, 1) + x,                                      // reserved opcodes
           frame_head(7, 1) + x,                                      //
           frame_head(11, 1) + x,                                     //
           frame_head(15, 1) + x,                                     //
           frame(Frame::ping, "x", false),                            // fragmented control frame
           frame(Frame::ping, std::string(126, 'x')),                 // too long a one
           frame(Frame::close, std::string(126, 'x')),                //
           frame(Frame::continuation, "x"),                           // of nothing
           frame(Frame::text, "x", false) + frame(Frame::text, "y"),  // inside another
           number(0x82, 1) + number(0x80 | 126, 1) + number(125, 2) + masked("x"),    // length not minimal
           number(0x82, 1) + number(0x80 | 127, 1) + number(65535, 8) + masked("x"),  //
           frame(Frame::close, "x"),                                                  // half a code
           frame(Frame::close, close_payload(1005)),
           frame(Frame::close, close_payload(999)),
           frame(Frame::close, close_payload(1000, "\xff")),
       }) {
    EXPECT_EQ(verdict(bytes), 1002) << testing::PrintToString(bytes);
  }
}

TEST_F(WebSocketEndTest, TextMustBeUtf8) {
  start(drop_messages);
  for (const char* text : {"\xff", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80", "abc\xe2\x82"}) {
    EXPECT_EQ(verdict(frame(Frame::text, text)), 1007) << testing::PrintToString(text);
  }
  EXPECT_EQ(verdict(frame(Frame::text, "\xe2\x82", false) + frame(Frame::continuation, "x")), 1007);
}

TEST_F(WebSocketEndTest, AMessageMayBeAsLargeAsTheRouteSaysAndNoLarger) {
  max_message_ = 1000;
  start([](WebSocket& socket) -> Task<void> {
    while (auto message = co_await socket.receive()) co_await socket.send_text(message->data);
  });
  WebSocketClient client(port());
  client.open();
  client.send(frame(Frame::text, std::string(1000, 'x')));
  EXPECT_EQ(client.next(), Reply(Frame::text, std::string(1000, 'x')));
  EXPECT_EQ(verdict(frame(Frame::text, std::string(1001, 'x'))), 1009);
  EXPECT_EQ(verdict(frame(Frame::text, std::string(600, 'x'), false) +
                    frame(Frame::continuation, std::string(401, 'x'))),
            1009);
  EXPECT_EQ(verdict(frame_head(Frame::binary, 1ULL << 62) + masked("")), 1009);
}

TEST_F(WebSocketEndTest, TheCodeIsReadEvenByOneWhoGoesOnSending) {
  start(drop_messages);
  WebSocketClient client(port());
  client.open();
  const std::string huge(8 * limits::MiB, 'x');
  client.send(frame_head(Frame::binary, huge.size()) + masked(huge));
  EXPECT_EQ(client.read_close(), 1009);
}

TEST_F(WebSocketEndTest, AHandlerThatReturnsClosesNormally) {
  start([](WebSocket& socket) -> Task<void> { co_await socket.send_text("all"); });
  WebSocketClient client(port());
  client.open();
  EXPECT_EQ(client.next(), Reply(Frame::text, "all"));
  EXPECT_EQ(client.read_close(), 1000);
  EXPECT_EQ(client.read_rest(), "");
}

TEST_F(WebSocketEndTest, AHandlerThatThrowsClosesWithAnInternalError) {
  start([](WebSocket&) -> Task<void> {
    throw std::runtime_error("thrown by a test");
    co_return;
  });
  EXPECT_EQ(verdict(""), 1011);
}

TEST_F(WebSocketEndTest, AHandlerMayCloseWithAReason) {
  start([](WebSocket& socket) -> Task<void> {
    co_await socket.close(1008, "slow consumer");
    EXPECT_FALSE(co_await socket.receive());
    co_await socket.closed();
    EXPECT_THROW(co_await socket.send_text("late"), boost::system::system_error);
    co_await socket.close(1000, "again");
  });
  WebSocketClient client(port());
  client.open();
  EXPECT_EQ(client.next(), Reply(Frame::close, close_payload(1008, "slow consumer")));
  client.send(frame(Frame::text, "late") + frame(Frame::close, close_payload(1008)));
  EXPECT_EQ(client.read_rest(), "");
  EXPECT_TRUE(stop());
}

Task<void> send_and_close(WebSocket& socket) {
  co_await socket.send_text("all");
  co_await socket.close(4001, "done");
}

TEST_F(WebSocketEndTest, WhoWaitsForTheEndDoesNotCutACloseShort) {
  bool over = false;
  start([&](WebSocket& socket) -> Task<void> {
    co_await (send_and_close(socket) || socket.closed());
    over = true;
  });
  WebSocketClient client(port());
  client.open();
  EXPECT_EQ(client.next(), Reply(Frame::text, "all"));
  EXPECT_EQ(client.next(), Reply(Frame::close, close_payload(4001, "done")));
  for (int i = 0; i < 20; ++i) on_loop([&] { EXPECT_FALSE(over); });
  client.send(frame(Frame::close, close_payload(4001)));
  EXPECT_EQ(client.read_rest(), "");
  EXPECT_TRUE(stop());
  EXPECT_TRUE(over);
}

TEST_F(WebSocketEndTest, WhoReceivesDoesNotCutACloseShort) {
  bool over = false;
  start([&](WebSocket& socket) -> Task<void> {
    for (std::size_t i = 0; i < limits::ws_queue_messages; ++i) co_await socket.receive();
    co_await (send_and_close(socket) || drop_messages(socket));
    over = true;
  });
  WebSocketClient client(port());
  client.open();
  for (std::size_t i = 0; i < 3 * limits::ws_queue_messages; ++i) client.send(frame(Frame::text, "x"));
  EXPECT_EQ(client.next(), Reply(Frame::text, "all"));
  EXPECT_EQ(client.next(), Reply(Frame::close, close_payload(4001, "done")));
  for (int i = 0; i < 20; ++i) on_loop([&] { EXPECT_FALSE(over); });
  client.send(frame(Frame::close, close_payload(4001)));
  EXPECT_EQ(client.read_rest(), "");
  EXPECT_TRUE(stop());
  EXPECT_TRUE(over);
}

TEST_F(WebSocketEndTest, ASendThatIsCancelledInsideAMessageBreaksTheConnectionOff) {
  start([](WebSocket& socket) -> Task<void> {
    co_await (socket.send_binary(large()) || socket.receive());
    EXPECT_THROW(co_await socket.send_text("more"), boost::system::system_error);
    co_await socket.close(1000, "");
  });
  WebSocketClient client(port());
  client.open();
  client.read_bytes(1000);
  client.send(frame(Frame::text, "enough"));
  EXPECT_LT(client.read_rest().size(), large().size());
  EXPECT_TRUE(stop());
}

TEST_F(WebSocketEndTest, ALongReasonIsCutBetweenCharacters) {
  start([](WebSocket& socket) -> Task<void> {
    const std::string reason = std::string(121, 'x') + "\u20ac\u20ac";
    co_await socket.close(4000, reason);
  });
  WebSocketClient client(port());
  client.open();
  EXPECT_EQ(client.next(), Reply(Frame::close, close_payload(4000, std::string(121, 'x'))));
}

TEST_F(WebSocketEndTest, AClientThatDoesNotAnswerACloseIsDropped) {
  start([](WebSocket&) -> Task<void> { co_return; }, short_closing);
  WebSocketClient client(port());
  client.open();
  EXPECT_EQ(client.next(), Reply(Frame::close, close_payload(1000)));
  EXPECT_EQ(client.read_rest(), "");
}

TEST_F(WebSocketEndTest, ASlowClientGetsEverythingAndTheCloseFrame) {
  start([](WebSocket& socket) -> Task<void> { co_await socket.send_binary(large()); }, short_closing);
  WebSocketClient client(port(), 8192);
  client.open();
  EXPECT_EQ(client.read()->payload.size(), large().size());
  EXPECT_EQ(client.next(), Reply(Frame::close, close_payload(1000)));
}

TEST_F(WebSocketEndTest, AClientThatVanishesEndsReceiving) {
  start_receiver();
  WebSocketClient client(port());
  client.open();
  client.send(frame(Frame::text, "whole") + frame_head(Frame::text, 100) + "half");
  client.vanish();
  receiver.ended.get_future().wait();
  EXPECT_TRUE(stop());
}

TEST_F(WebSocketEndTest, AClientThatEndsTheConnectionWithoutACloseEndsReceiving) {
  start_receiver();
  WebSocketClient client(port());
  client.open();
  client.send(frame(Frame::text, "whole") + frame_head(Frame::text, 100) + "half");
  client.finish();
  EXPECT_EQ(client.read_rest(), "");
  receiver.ended.get_future().wait();
  EXPECT_EQ(receiver.messages, 1);
}

TEST_F(WebSocketEndTest, SendingToAClientThatVanishedFailsAndIsNoCancellation) {
  std::promise<boost::system::error_code> failure;
  start([&](WebSocket& socket) -> Task<void> {
    try {
      for (;;) co_await socket.send_binary(large());
    } catch (const boost::system::system_error& e) {
      failure.set_value(e.code());
    }
  });
  WebSocketClient client(port());
  client.open();
  client.read_bytes(1000);
  client.vanish();
  EXPECT_NE(failure.get_future().get(), asio::error::operation_aborted);
  EXPECT_TRUE(stop());
}

TEST_F(WebSocketEndTest, AClientThatClosesButDoesNotReadHoldsNobodyUp) {
  std::promise<void> ended;
  start(
      [&](WebSocket& socket) -> Task<void> {
        try {
          co_await (socket.send_binary(large()) || socket.closed());
        } catch (...) {
        }
        ended.set_value();
      },
      short_closing);
  WebSocketClient client(port());
  client.open();
  client.send(frame(Frame::close, close_payload(1000)));
  ended.get_future().wait();
}

TEST_F(WebSocketEndTest, AClientThatNothingIsHeardOfIsPingedAndThenDropped) {
  start_receiver(short_silence);
  WebSocketClient client(port());
  client.open();
  EXPECT_EQ(client.next(), Reply(Frame::ping, ""));
  EXPECT_EQ(client.read_rest(), "");
  receiver.ended.get_future().wait();
}

TEST_F(WebSocketEndTest, AClientThatIsOnlySlowIsNotDropped) {
  start([](WebSocket& socket) -> Task<void> { co_await (socket.send_binary(large()) || socket.closed()); },
        short_silence);
  WebSocketClient client(port(), 8192);
  client.open();
  EXPECT_EQ(client.read()->payload.size(), large().size());
}

TEST_F(WebSocketEndTest, AClientThatTakesNothingIsDroppedInTheEnd) {
  std::promise<void> failed;
  start(
      [&](WebSocket& socket) -> Task<void> {
        try {
          co_await socket.send_binary(large());
        } catch (const boost::system::system_error&) {
          failed.set_value();
        }
      },
      short_write);
  WebSocketClient client(port());
  client.open();
  failed.get_future().wait();
}

TEST_F(WebSocketEndTest, WhenTheDaemonStopsClientsAreTold) {
  start_receiver();
  WebSocketClient receiving(port());
  receiving.open();
  std::thread stopping([&] { EXPECT_TRUE(stop()); });
  EXPECT_EQ(receiving.read_close(), 1001);
  EXPECT_EQ(receiving.read_rest(), "");
  stopping.join();
}

TEST_F(WebSocketEndTest, StoppingCancelsWhateverAHandlerDoes) {
  start(
      [&](WebSocket& socket) -> Task<void> {
        const auto how = co_await socket.receive();
        Event never_comes((co_await asio::this_coro::executor));
        if (how->data == "wait") co_await never_comes.wait();
        if (how->data == "discard") co_await socket.closed();
        if (how->data == "send") co_await socket.send_binary(large());
        if (how->data == "close") co_await socket.close(1000, "");
      },
      short_closing);
  std::vector<std::unique_ptr<WebSocketClient>> clients;
  for (const char* how : {"wait", "discard", "send"}) {
    clients.push_back(std::make_unique<WebSocketClient>(port()));
    clients.back()->open();
    clients.back()->send(frame(Frame::text, how) + frame(Frame::ping, ""));
    if (std::string(how) != "send") EXPECT_EQ(clients.back()->next(), Reply(Frame::pong, ""));
  }
  clients[2]->read_bytes(1000);
  EXPECT_TRUE(stop());
  EXPECT_EQ(clients[0]->read_close(), 1001);
  EXPECT_EQ(clients[1]->read_close(), 1001);
}

TEST_F(WebSocketEndTest, AClientThatDoesNotAnswerDoesNotHoldUpTheStop) {
  start_receiver(short_closing);
  WebSocketClient client(port());
  client.open();
  EXPECT_TRUE(stop());
  EXPECT_EQ(client.next(), Reply(Frame::close, close_payload(1001, "going away")));
}

}  // namespace
}  // namespace toolbox
