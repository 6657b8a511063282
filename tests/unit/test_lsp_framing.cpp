#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "lsp/framing.h"

namespace toolbox {
namespace {

constexpr std::size_t longest = 1'000'000;

// All messages of `text`, which comes `step` bytes at a time.
std::vector<std::string> messages(const std::string& text, std::size_t step, std::string* failure = nullptr) {
  MessageReader reader(longest);
  std::vector<std::string> found;
  for (std::size_t at = 0; at < text.size(); at += step) {
    reader.feed(std::string_view(text).substr(at, step));
    for (; reader.front(); reader.pop()) found.emplace_back(*reader.front());
  }
  if (failure != nullptr) *failure = reader.failure();
  return found;
}

std::string failure_of(const std::string& text) {
  std::string failure;
  messages(text, text.size(), &failure);
  return failure;
}

TEST(LspFraming, GivesTheSameMessagesForPiecesOfAnySize) {
  const std::vector<std::string> sent = {R"({"a":1})", "", "\xF0\x9F\x98\x80", "Content-Length: 3\r\n\r\n",
                                         "x"};
  std::string text;
  for (const auto& message : sent) text += framed(message);
  for (std::size_t step = 1; step <= text.size(); ++step) {
    std::string failure;
    EXPECT_EQ(messages(text, step, &failure), sent) << step;
    EXPECT_EQ(failure, "");
  }
}

TEST(LspFraming, LengthsCountBytes) {
  EXPECT_EQ(framed("é"), "Content-Length: 2\r\n\r\né");
}

TEST(LspFraming, TakesOtherFieldsAndNamesInAnyCase) {
  const std::string text =
      "Content-Type: application/vscode-jsonrpc; charset=utf-8\r\nCONTENT-length:2\r\n\r\nab"
      "content-length:\t 1 \r\nContent-Type:\r\n\r\nc"
      "Content-Length: 1\nContent-Length: 1\n\nd";
  EXPECT_EQ(messages(text, text.size()), (std::vector<std::string>{"ab", "c", "d"}));
  EXPECT_EQ(messages(text, 1), (std::vector<std::string>{"ab", "c", "d"}));
}

TEST(LspFraming, AMessageThatIsNotCompleteIsHeld) {
  MessageReader reader(longest);
  reader.feed("Content-Length: 3\r\n\r\nab");
  EXPECT_FALSE(reader.front());
  EXPECT_EQ(reader.held(), 23U);
  reader.feed("cC");
  EXPECT_EQ(reader.front(), "abc");
  reader.pop();
  EXPECT_FALSE(reader.front());
  EXPECT_EQ(reader.held(), 1U);
  EXPECT_EQ(reader.failure(), "");
}

TEST(LspFraming, WhatIsNoMessageIsShown) {
  EXPECT_EQ(failure_of("Hello world\n"), "wrote \"Hello world\\n\" where a message should be");
  EXPECT_EQ(failure_of("\x1b[31mError\x1b[0m"),
            "wrote \"\\u001b[31mError\\u001b[0m\" where a message should be");
  EXPECT_EQ(failure_of("{" + std::string(100, 'a')),
            "wrote \"{" + std::string(59, 'a') + "…\" where a message should be");
  EXPECT_EQ(failure_of("{" + std::string(58, 'a') + "é…"),
            "wrote \"{" + std::string(58, 'a') + "…\" where a message should be");
}

TEST(LspFraming, IsNotMisledByWhatIsNoMessage) {
  for (const char* text :
       {"\r\n", "\n", " ", "Ready", "Ready\n", "Usage: server\n", "X-Other: 1\r\n", "Content-Length 3\r\n",
        ": 3\r\n\r\n", "Content-Type: x\r\n\r\n", "Content-Length:\r\n", "Content-Length: 3x\r\n",
        "Content-Length: -3\r\n", "Content-Length: 0x3\r\n", "Content-Length: 1\r\nContent-Length: 2\r\n",
        "\xFF", "Content-Length: 1\r\n\r\r\n"}) {
    const bool more_may_come = std::string(text) == "Ready";
    EXPECT_EQ(failure_of(text).empty(), more_may_come) << text;
  }
}

TEST(LspFraming, AHeadWithoutEndIsRefused) {
  EXPECT_NE(failure_of(std::string(100'000, 'a')), "");
  EXPECT_NE(failure_of("A:" + std::string(100'000, 'a')), "");
}

TEST(LspFraming, MessagesBeforeTheFaultComeFirst) {
  MessageReader reader(longest);
  reader.feed(framed("a") + framed("b") + "oh dear" + framed("c"));
  EXPECT_EQ(reader.front(), "a");
  EXPECT_EQ(reader.failure(), "");
  reader.pop();
  EXPECT_EQ(reader.front(), "b");
  reader.pop();
  EXPECT_FALSE(reader.front());
  EXPECT_EQ(reader.failure().find("wrote \"oh dear"), 0U) << reader.failure();
  reader.feed(framed("d"));
  EXPECT_FALSE(reader.front());
  EXPECT_EQ(reader.held(), 0U);
}

TEST(LspFraming, AMessageThatIsTooLongIsRefusedBeforeItComes) {
  EXPECT_EQ(failure_of("Content-Length: 1000001\r\n"),
            "sent a message of 1000001 bytes, which is longer than 1000000 bytes");
  EXPECT_NE(failure_of("Content-Length: 99999999999999999999999\r\n").find("is longer than"),
            std::string::npos);
  EXPECT_EQ(failure_of("Content-Length: 1000000\r\n\r\n"), "");
}

TEST(LspFraming, ManySmallMessagesAndPiecesTakeLinearTime) {
  // Quadratic copying would be minutes.
  std::string text;
  for (int i = 0; i < 200'000; ++i) text += framed("1234567890");
  EXPECT_EQ(messages(text, text.size()).size(), 200'000U);
  EXPECT_EQ(messages(text, 1).size(), 200'000U);
  EXPECT_EQ(messages(framed(std::string(longest, 'x')), 1).size(), 1U);
}

}  // namespace
}  // namespace toolbox
