#include <gtest/gtest.h>

#include "lsp/envelope.h"

namespace toolbox {
namespace {

TEST(LspEnvelope, AnswersRequestsAndNotifications) {
  const auto answer = envelope(R"({"jsonrpc":"2.0","result":[[{"id":9,"method":"x"}]],"id":3})");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->id, 3);
  EXPECT_FALSE(answer->is_call);
  const auto request = envelope(R"({"id":"a","method":"m","params":{"id":[1]}})");
  ASSERT_TRUE(request);
  EXPECT_EQ(request->id, "a");
  EXPECT_TRUE(request->is_call);
  const auto notification = envelope(R"({"method":"m","params":{"id":1}})");
  ASSERT_TRUE(notification);
  EXPECT_TRUE(notification->id.is_null());
  EXPECT_TRUE(notification->is_call);
}

TEST(LspEnvelope, OnlyAMethodThatIsTextIsACall) {
  for (const char* text :
       {R"({"id":1,"method":null})", R"({"id":1,"method":["x"]})", R"({"id":1,"method":{"a":"x"}})"}) {
    const auto answer = envelope(text);
    ASSERT_TRUE(answer);
    EXPECT_FALSE(answer->is_call) << text;
  }
}

TEST(LspEnvelope, AnIdIsATextOrANumber) {
  for (const char* text :
       {R"({"id":{"id":1},"method":"m"})", R"({"id":[1],"method":"m"})", R"({"id":null,"method":"m"})"}) {
    const auto request = envelope(text);
    ASSERT_TRUE(request);
    EXPECT_TRUE(request->id.is_null()) << text;
    EXPECT_TRUE(request->is_call) << text;
  }
}

TEST(LspEnvelope, DepthDoesNotMatter) {
  const std::string deep = std::string(100'000, '[') + std::string(100'000, ']');
  const auto answer = envelope("{\"id\":-7,\"result\":" + deep + "}");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->id, -7);
}

TEST(LspEnvelope, HalvesOfPairsAreMended) {
  const auto answer = envelope(R"({"id":1,"result":"\ud83d"})");
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->id, 1);
}

TEST(LspEnvelope, WhatIsNoObjectHasNone) {
  for (const char* text : {"", "[]", "1", R"([{"id":1}])", R"({"id":1)", R"({"id":1}x)", "nonsense"})
    EXPECT_FALSE(envelope(text)) << text;
}

}  // namespace
}  // namespace toolbox
