#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "http/handshake.h"
#include "websocket_fixture.h"

namespace toolbox {
namespace {

using Names = std::vector<std::string>;

Task<void> until_closed(WebSocket& socket) {
  co_await socket.closed();
}

// The value of a header field in `head`; "-" when there is none.
std::string field(const std::string& head, const std::string& name) {
  const auto at = head.find("\r\n" + name + ": ");
  if (at == std::string::npos) return "-";
  const auto from = at + name.size() + 4;
  return head.substr(from, head.find("\r\n", from) - from);
}

int status(const std::string& head) {
  return head.size() < 12 ? 0 : std::stoi(head.substr(9, 3));
}

class HandshakeTest : public WebSocketTest {
 protected:
  // The status and body of the answer to this request, after which the connection still serves another.
  std::pair<int, std::string> refusal(const std::string& request) {
    WebSocketClient client(port());
    client.send(request);
    const std::string head = client.read_head();
    const std::string body = client.read_bytes(std::stoul(field(head, "Content-Length")));
    client.send(WebSocketClient::request("", "/plain"));
    EXPECT_EQ(status(client.read_head()), 200) << request;
    return {status(head), body};
  }

  std::string accepted(const std::string& fields) {
    WebSocketClient client(port());
    std::string head = client.open(fields);
    EXPECT_EQ(status(head), 101) << fields;
    return head;
  }
};

TEST_F(HandshakeTest, TheAnswerIsThatOfTheStandard) {
  start(until_closed);
  const std::string head = accepted("Sec-WebSocket-Extensions: permessage-deflate\r\n");
  EXPECT_EQ(field(head, "Sec-WebSocket-Accept"), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  EXPECT_EQ(field(head, "X-Log-Offset"), "17");
  EXPECT_EQ(field(head, "Sec-WebSocket-Protocol"), "-");
  EXPECT_EQ(field(head, "Sec-WebSocket-Extensions"), "-");
  EXPECT_EQ(field(head, "Content-Length"), "-");
  EXPECT_EQ(field(head, "Transfer-Encoding"), "-");
}

TEST_F(HandshakeTest, TokensMayBeAmongOthersAndInAnyCase) {
  start(until_closed);
  for (const char* fields :
       {"Connection: keep-alive, UPGRADE\r\nUpgrade: WebSocket\r\n",
        "Connection: keep-alive\r\nConnection: ,upgrade\r\nUpgrade: h2c,websocket\r\n"}) {
    WebSocketClient client(port());
    client.send(
        WebSocketClient::request(std::string(fields) + WebSocketClient::key + WebSocketClient::version));
    EXPECT_EQ(status(client.read_head()), 101) << fields;
  }
}

TEST_F(HandshakeTest, WhatIsNoHandshakeIsRefused) {
  start(until_closed);
  const std::string rest = std::string(WebSocketClient::key) + WebSocketClient::version;
  for (const char* fields :
       {"", "Connection: Upgrade\r\n", "Upgrade: websocket\r\n", "Connection: Upgrade\r\nUpgrade: h2c\r\n",
        "Connection: close-upgrade\r\nUpgrade: websocket\r\n"}) {
    EXPECT_EQ(refusal(WebSocketClient::request(fields + rest)).first, 400) << fields;
  }
  const std::string old = "GET /socket HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive, Upgrade\r\n";
  EXPECT_EQ(refusal(old + "Upgrade: websocket\r\n" + rest + "\r\n").first, 400);
}

TEST_F(HandshakeTest, AKeyIsSixteenBytesInBase64) {
  start(until_closed);
  const std::string fields = std::string(WebSocketClient::upgrade) + WebSocketClient::version;
  for (const char* key :
       {"", "Sec-WebSocket-Key:\r\n", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ\r\n",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZ===\r\n", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZR==\r\n",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25j!Q==\r\n", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQAA\r\n",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZSE=\r\n",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"}) {
    const auto [code, body] = refusal(WebSocketClient::request(fields + key));
    EXPECT_EQ(code, 400) << key;
    EXPECT_NE(body.find("\"code\":\"BAD_REQUEST\""), std::string::npos) << body;
  }
}

TEST_F(HandshakeTest, AnotherVersionIsToldWhichOneIsTaken) {
  start(until_closed);
  for (const char* version : {"", "Sec-WebSocket-Version: 8\r\n", "Sec-WebSocket-Version: 13, 8\r\n"}) {
    WebSocketClient client(port());
    client.send(
        WebSocketClient::request(std::string(WebSocketClient::upgrade) + WebSocketClient::key + version));
    const std::string head = client.read_head();
    EXPECT_EQ(status(head), 426) << version;
    EXPECT_EQ(field(head, "Sec-WebSocket-Version"), "13");
    EXPECT_EQ(field(head, "Upgrade"), "websocket");
    const std::string body = client.read_bytes(std::stoul(field(head, "Content-Length")));
    EXPECT_NE(body.find("\"statusCode\":426"), std::string::npos) << body;
  }
}

TEST_F(HandshakeTest, AHandlersRefusalIsPlainHttp) {
  start_handler([](const Request& request) -> Task<Response> {
    request.require_websocket();
    throw ApiError(409, "CONFLICT", "conflict: taken");
  });
  const auto [code, body] = refusal(WebSocketClient::handshake());
  EXPECT_EQ(code, 409);
  EXPECT_NE(body.find("conflict: taken"), std::string::npos) << body;
}

TEST_F(HandshakeTest, ARouteThatDoesNotUpgradeAnswersAsEver) {
  start(until_closed);
  WebSocketClient client(port());
  client.send(WebSocketClient::request(std::string(WebSocketClient::upgrade), "/plain"));
  const std::string head = client.read_head();
  EXPECT_EQ(status(head), 200);
  EXPECT_EQ(client.read_bytes(2), "{}");
  EXPECT_EQ(status(client.open()), 101);
}

TEST_F(HandshakeTest, TheVersionOfTheSdkMayComeAsASubprotocol) {
  start_handler([](const Request& request) -> Task<Response> {
    const auto& version = request.client.version;
    co_return Response::json(200, version ? std::to_string(version->minor) : "none");
  });
  const auto version_of = [&](const std::string& fields) {
    return refusal(WebSocketClient::handshake(fields)).second;
  };
  EXPECT_EQ(version_of(""), "none");
  EXPECT_EQ(version_of("Sec-WebSocket-Protocol: a, X-Daytona-SDK-Version~0.21.0alpha1\r\n"), "21");
  EXPECT_EQ(
      version_of("Sec-WebSocket-Protocol: X-Daytona-SDK-Version~0.21.0\r\nX-Daytona-SDK-Version: 0.30.0\r\n"),
      "30");
  EXPECT_EQ(version_of("Sec-WebSocket-Protocol: X-Daytona-SDK-Version~\r\n"), "none");
}

TEST_F(HandshakeTest, TheSubprotocolIsEchoedVerbatim) {
  subprotocol_ = "exit-control";
  start(until_closed);
  const auto chosen = [&](const std::string& fields) {
    return field(accepted(fields), "Sec-WebSocket-Protocol");
  };
  EXPECT_EQ(chosen("Sec-WebSocket-Protocol: a,exit-control ,b\r\n"), "exit-control");
  EXPECT_EQ(chosen("Sec-WebSocket-Protocol: a\r\nSec-WebSocket-Protocol: exit-control\r\n"), "exit-control");
  EXPECT_EQ(chosen("Sec-WebSocket-Protocol: a, X-Daytona-SDK-Version~1.2.3-x\r\n"),
            "X-Daytona-SDK-Version~1.2.3-x");
  EXPECT_EQ(chosen(""), "-");
}

TEST(Handshake, OffersAreJoinedSplitAndTrimmed) {
  Headers headers;
  headers.add("sec-websocket-protocol", " a ,\tb~c=d ,, ");
  headers.add("Other", "x");
  headers.add("Sec-WebSocket-Protocol", "e");
  headers.add("Sec-WebSocket-Protocol", "");
  EXPECT_EQ(offered_subprotocols(headers), (Names{"a", "b~c=d", "e"}));
}

TEST(Handshake, OneOfTheOfferedIsChosen) {
  const std::string version = "X-Daytona-SDK-Version~0.1.0";
  EXPECT_EQ(choose_subprotocol({}, ""), "");
  EXPECT_EQ(choose_subprotocol({}, "wanted"), "");
  EXPECT_EQ(choose_subprotocol({"a", "wanted"}, "wanted"), "wanted");
  EXPECT_EQ(choose_subprotocol({"a", "wanted", version}, "wanted"), version);  // browsers insist on it
  EXPECT_EQ(choose_subprotocol({"a", version}, "wanted"), version);
  EXPECT_EQ(choose_subprotocol({"a", version}, ""), version);
  EXPECT_EQ(choose_subprotocol({"a", "b"}, ""), "a");
  EXPECT_EQ(choose_subprotocol({"Envs~e30", "b"}, ""), "b");
  EXPECT_EQ(choose_subprotocol({"Envs~e30"}, ""), "Envs~e30");
  EXPECT_EQ(choose_subprotocol({"X-Daytona-Pty-Envs~e30"}, ""), "");
  EXPECT_EQ(choose_subprotocol({"X-Daytona-Pty-Envs~e30", "a~b"}, ""), "a~b");
}

}  // namespace
}  // namespace toolbox
