#include <gtest/gtest.h>

#include <string>

#include "base/limits.h"
#include "fixtures.h"
#include "support/feed.h"

namespace toolbox {
namespace {

constexpr std::string_view post =
    "POST /files/upload?path=%2Fa HTTP/1.1\r\n"
    "Host: localhost:2280\r\n"
    "Content-Length: 3\r\n"
    "X-Empty:\r\n"
    "X-Spaced: \t a b \t \r\n"
    "\r\n"
    "abcGET /next";

constexpr std::string_view chunked =
    "POST /u HTTP/1.1\r\n"
    "Host: a\r\n"
    "Transfer-Encoding: chunked\r\n"
    "\r\n"
    "5\r\nhello\r\n"
    "001;name=value;other=\"quo\\\"ted\"\r\n \r\n"
    "a\r\n0123456789\r\n"
    "0\r\nTrailer: x\r\n\r\n"
    "GET /next";

// A request with these lines between the request line and the empty one.
std::string with_lines(const std::string& lines) {
  return "POST /u HTTP/1.1\r\nHost: a\r\n" + lines + "\r\n";
}

std::string chunked_with(const std::string& body) {
  return with_lines("Transfer-Encoding: chunked\r\n") + body;
}

int refusal(const std::string& text) {
  try {
    feed(text, {});
  } catch (const ApiError& e) {
    return e.status;
  }
  return 0;
}

void expect_refused(const std::string& text) {
  EXPECT_EQ(refusal(text), 400) << testing::PrintToString(text);
  EXPECT_EQ(error_of([&] { feed_bytewise(text); }).status, 400) << testing::PrintToString(text);
}

void expect_post(const Fed& fed) {
  ASSERT_TRUE(fed.head_done);
  EXPECT_EQ(fed.head.method, "POST");
  EXPECT_EQ(fed.head.target, "/files/upload?path=%2Fa");
  EXPECT_EQ(fed.head.version, 11);
  EXPECT_TRUE(fed.head.keep_alive);
  EXPECT_FALSE(fed.head.chunked);
  EXPECT_EQ(fed.head.content_length, 3U);
  ASSERT_EQ(fed.head.headers.all().size(), 4U);
  EXPECT_EQ(fed.head.headers.get("host"), "localhost:2280");
  EXPECT_TRUE(fed.head.headers.has("X-Empty"));
  EXPECT_EQ(fed.head.headers.get("X-Empty"), "");
  EXPECT_EQ(fed.head.headers.get("X-Spaced"), "a b");
  EXPECT_EQ(fed.left, "abcGET /next");
}

void expect_chunked(const Fed& fed) {
  ASSERT_TRUE(fed.head_done);
  EXPECT_TRUE(fed.head.chunked);
  EXPECT_FALSE(fed.head.content_length);
  EXPECT_TRUE(fed.body_done);
  EXPECT_EQ(fed.body, "hello 0123456789");
  EXPECT_EQ(fed.left, "GET /next");
  EXPECT_EQ(fed.head.headers.all().size(), 2U);  // the trailer is not among them
}

TEST(RequestParser, AHeadIsReadWholeAndByteByByte) {
  expect_post(feed(post, {}));
  expect_post(feed_bytewise(post));
}

TEST(RequestParser, AHeadIsReadWhereverItIsSplit) {
  for (std::size_t cut = 1; cut < post.size(); ++cut) {
    SCOPED_TRACE(cut);
    expect_post(feed(post, {cut}));
  }
}

TEST(RequestParser, ChunksAreDecodedWholeAndByteByByte) {
  expect_chunked(feed(chunked, {}));
  expect_chunked(feed_bytewise(chunked));
}

TEST(RequestParser, ChunksAreDecodedWhereverTheyAreSplit) {
  for (std::size_t first = 1; first < chunked.size(); ++first) {
    for (std::size_t second = first; second < chunked.size(); ++second) {
      SCOPED_TRACE(std::to_string(first) + " " + std::to_string(second));
      expect_chunked(feed(chunked, {first, second}));
    }
  }
}

TEST(RequestParser, AnEmptyChunkedBodyEndsWhereverItIsSplit) {
  const std::string text = chunked_with("0\r\n\r\n");
  for (std::size_t cut = 1; cut < text.size(); ++cut) {
    const Fed fed = feed(text, {cut});
    EXPECT_TRUE(fed.body_done) << cut;
    EXPECT_EQ(fed.body + fed.left, "") << cut;
  }
  EXPECT_TRUE(feed_bytewise(text).body_done);
}

TEST(RequestParser, AHeadWithoutFieldsIsComplete) {
  const std::string text = "GET / HTTP/1.0\r\n\r\n";
  for (std::size_t cut = 1; cut < text.size(); ++cut) {
    const Fed fed = feed(text, {cut});
    EXPECT_TRUE(fed.head_done) << cut;
    EXPECT_EQ(fed.head.version, 10);
    EXPECT_FALSE(fed.head.keep_alive);
  }
}

TEST(RequestParser, KeepAliveFollowsVersionAndConnection) {
  const auto kept = [](const std::string& version, const std::string& connection) {
    return feed("GET / HTTP/" + version + "\r\nConnection: " + connection + "\r\n\r\n", {}).head.keep_alive;
  };
  EXPECT_TRUE(kept("1.0", "keep-alive"));
  EXPECT_TRUE(kept("1.0", "Keep-Alive, TE"));
  EXPECT_FALSE(kept("1.0", "TE"));
  EXPECT_FALSE(kept("1.1", "close"));
  EXPECT_FALSE(kept("1.1", "TE, Close"));
  EXPECT_TRUE(kept("1.1", "Upgrade"));
}

TEST(RequestParser, RequestLinesThatAreNoneAreRefused) {
  for (const char* line : {"GET", "GET /", "GET  / HTTP/1.1", "GET / HTTP/1.1 ", " GET / HTTP/1.1",
                           "GET /a b HTTP/1.1", "GET / HTTP/2.0", "GET / HTTP/0.9", "GET / HTTP/1.2",
                           "GET / http/1.1", "GET / HTTP/11", "G@T / HTTP/1.1", "GET /\x01 HTTP/1.1",
                           "GET /\x7F HTTP/1.1", "/ HTTP/1.1", "{\"a\":1}", "\x16\x03\x01\x02"}) {
    expect_refused(std::string(line) + "\r\nHost: a\r\n\r\n");
  }
}

TEST(RequestParser, FieldsThatAreNoneAreRefused) {
  for (const char* line :
       {"Name", "Name value", ": value", "Na me: value", "Name : value", "Name\t: value", "N\xC3\xA9m: value",
        "Name: a\x01", "Name: a\x7F", "Name: a\rb", "Name: a\nOther: b"}) {
    expect_refused(with_lines(std::string(line) + "\r\n"));
  }
  expect_refused(with_lines(std::string("Name: a\0b\r\n", 11)));
}

TEST(RequestParser, BareLineFeedsDoNotEndLines) {
  EXPECT_EQ(refusal("GET / HTTP/1.1\nHost: a\n\n"), 400);
  EXPECT_EQ(refusal("GET / HTTP/1.1\r\nHost: a\n\r\n"), 400);
}

TEST(RequestParser, BytesPastAsciiAreTakenInValuesAndTargets) {
  const Fed fed = feed("GET /caf\xC3\xA9 HTTP/1.1\r\nX-Name: caf\xC3\xA9\r\n\r\n", {});
  EXPECT_EQ(fed.head.target, "/caf\xC3\xA9");
  EXPECT_EQ(fed.head.headers.get("X-Name"), "caf\xC3\xA9");
}

TEST(RequestParser, AbsoluteTargetsAndOtherMethodsAreTaken) {
  EXPECT_EQ(feed("GET http://a/b?c HTTP/1.1\r\n\r\n", {}).head.target, "http://a/b?c");
  EXPECT_EQ(feed("PROPFIND / HTTP/1.1\r\n\r\n", {}).head.method, "PROPFIND");
  EXPECT_EQ(feed("OPTIONS * HTTP/1.1\r\n\r\n", {}).head.target, "*");
}

TEST(RequestParser, LengthsAreDecimalDigitsOnly) {
  for (const char* length : {"+5", "-5", "0x5", "5a", "a", "", "5 5", "5.0", "18446744073709551616",
                             "99999999999999999999", "5,", ",5", "5;6", "\"5\""}) {
    expect_refused(with_lines("Content-Length: " + std::string(length) + "\r\n"));
  }
  EXPECT_EQ(feed(with_lines("Content-Length: 18446744073709551615\r\n"), {}).head.content_length,
            18446744073709551615U);
  EXPECT_EQ(feed(with_lines("Content-Length: 0005\r\n"), {}).head.content_length, 5U);
  EXPECT_EQ(feed(with_lines("Content-Length: 0\r\n"), {}).head.content_length, 0U);
}

TEST(RequestParser, DifferingLengthsAreRefused) {
  expect_refused(with_lines("Content-Length: 5\r\nContent-Length: 6\r\n"));
  expect_refused(with_lines("Content-Length: 5, 6\r\n"));
  expect_refused(with_lines("Content-Length: 0\r\nContent-Length: 6\r\n"));
}

TEST(RequestParser, TransferEncodingTogetherWithALengthIsRefused) {
  for (const char* encoding : {"chunked", "gzip", "identity", ""}) {
    const std::string line = "Transfer-Encoding: " + std::string(encoding) + "\r\n";
    expect_refused(with_lines(line + "Content-Length: 5\r\n"));
    expect_refused(with_lines("Content-Length: 5\r\n" + line));
  }
}

TEST(RequestParser, OnlyChunkedIsATransferEncoding) {
  for (const char* encoding : {"gzip", "identity", "gzip, chunked", "chunked, gzip", "chunked, chunked",
                               "xchunked", "chunked;q=1", "\"chunked\"", "chunked\x0b", "chunked,", ""}) {
    expect_refused(with_lines("Transfer-Encoding: " + std::string(encoding) + "\r\n"));
  }
  for (const char* second : {"chunked", "identity", "gzip", ""}) {
    const std::string line = "Transfer-Encoding: " + std::string(second) + "\r\n";
    expect_refused(with_lines("Transfer-Encoding: chunked\r\n" + line));
    expect_refused(with_lines(line + "Transfer-Encoding: chunked\r\n"));
  }
  EXPECT_TRUE(feed(with_lines("transfer-encoding: Chunked\r\n"), {}).head.chunked);
}

TEST(RequestParser, ChunksInHttp10AreRefused) {
  expect_refused("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n");
}

TEST(RequestParser, MalformedChunksAreRefused) {
  for (const char* body :
       {"x\r\n\r\n", "+5\r\nhello\r\n", "-5\r\nhello\r\n", "0x5\r\nhello\r\n\r\n", "\r\nhello\r\n",
        "5 5\r\nhello\r\n", "5\nhello\r\n", "5\r\nhelloX\r\n0\r\n\r\n", "5\r\nhello0\r\n\r\n",
        "10000000000000000\r\n", "5;=x\r\nhello\r\n", "5;a=\"b\r\nhello\"\r\n", "5\rhello\r\n",
        "0\r\nbad trailer\r\n\r\n", "0\r\nX : y\r\n\r\n"}) {
    expect_refused(chunked_with(body));
  }
}

TEST(RequestParser, ChunkSizesAreHexadecimalInBothCases) {
  const std::string ten(10, 'x');
  EXPECT_EQ(feed(chunked_with("a\r\n" + ten + "\r\n0000A\r\n" + ten + "\r\n0\r\n\r\n"), {}).body, ten + ten);
}

TEST(RequestParser, TrailersChangeNothingInTheHead) {
  const Fed fed = feed_bytewise(chunked_with("1\r\nx\r\n0\r\nHost: evil\r\nX-Daytona-Source: y\r\n\r\n"));
  EXPECT_TRUE(fed.body_done);
  EXPECT_EQ(fed.head.headers.get("Host"), "a");
  EXPECT_FALSE(fed.head.headers.has("X-Daytona-Source"));
}

TEST(RequestParser, ALongBodyOfManyChunksIsDecodedInPlace) {
  std::string text = chunked_with("");
  std::string expected;
  for (int i = 0; i < 3000; ++i) {
    const std::string piece(static_cast<std::size_t>(1 + i % 17), static_cast<char>('a' + i % 26));
    text += (piece.size() < 16 ? std::string(1, "0123456789abcdef"[piece.size()])
                               : std::to_string(piece.size() - 6)) +
            "\r\n" + piece + "\r\n";
    expected += piece;
  }
  text += "0\r\n\r\n";
  EXPECT_EQ(feed(text, {}).body, expected);
  std::vector<std::size_t> cuts;
  for (std::size_t i = 0; i < text.size(); i += 7) cuts.push_back(i);
  EXPECT_EQ(feed(text, cuts).body, expected);
}

TEST(RequestParser, AHeadOf64KiBIsTakenAndMoreIsRefusedHoweverItArrives) {
  const std::string start = "GET / HTTP/1.1\r\n";
  const auto of_size = [&](std::size_t size) {
    std::string text = start;
    while (size - text.size() > 1100) text += "X-Filler: " + std::string(1000, 'x') + "\r\n";
    const std::size_t rest = size - text.size() - std::string("X-Last: \r\n\r\n").size();
    return text + "X-Last: " + std::string(rest, 'x') + "\r\n\r\n";
  };
  const std::string largest = of_size(limits::max_header);
  ASSERT_EQ(largest.size(), limits::max_header);
  EXPECT_TRUE(feed(largest, {}).head_done);
  EXPECT_TRUE(feed(largest, {1, 100, 30'000, 60'000}).head_done);
  for (const std::size_t size : {limits::max_header + 1, limits::max_header + 1000, 2 * limits::max_header}) {
    const std::string text = of_size(size);
    EXPECT_EQ(error_of([&] { feed(text, {}); }).status, 431) << size;
    EXPECT_EQ(error_of([&] { feed(text, {10, 40'000}); }).status, 431) << size;
    EXPECT_EQ(error_of([&] { feed(text, {limits::max_header - 1}); }).status, 431) << size;
    EXPECT_EQ(error_of([&] { feed(text, {limits::max_header}); }).status, 431) << size;
  }
}

TEST(RequestParser, OneEndlessLineIsRefused) {
  EXPECT_EQ(error_of([] { feed("GET /" + std::string(100'000, 'a'), {1000, 50'000}); }).status, 431);
  EXPECT_EQ(error_of([] { feed(with_lines("X: " + std::string(100'000, 'a')), {1000, 50'000}); }).status,
            431);
  EXPECT_EQ(error_of([] { feed(std::string(100'000, 'A'), {}); }).status, 431);
}

TEST(RequestParser, AFoldedValueBecomesOneLine) {
  EXPECT_EQ(feed(with_lines("X-Folded: a\r\n  b\r\n"), {}).head.headers.get("X-Folded"), "a b");
}

}  // namespace
}  // namespace toolbox
