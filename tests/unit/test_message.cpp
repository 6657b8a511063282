#include <gtest/gtest.h>

#include "http/message.h"
#include "support.h"

namespace toolbox {
namespace {

bool strict(const char* source, const char* version) {
  return Client{source, Semver::parse(version)}.strict_decoder();
}

TEST(Message, OnlyGoClientsBefore0188AreStrict) {
  EXPECT_TRUE(strict("sdk-go", "0.187.9"));
  EXPECT_TRUE(strict("sdk-go", "0.0.1"));
  EXPECT_TRUE(strict("sdk-go", "0.188.0-alpha.1"));
  EXPECT_FALSE(strict("sdk-go", "0.188.0"));
  EXPECT_FALSE(strict("sdk-go", "0.218.0"));
  EXPECT_FALSE(strict("sdk-go", "1.0.0"));
}

TEST(Message, AnUnreleasedOrUnknownGoClientIsNotStrict) {
  EXPECT_FALSE(strict("sdk-go", "0.0.0"));
  EXPECT_FALSE(strict("sdk-go", ""));
  EXPECT_FALSE(strict("sdk-go", "none"));
}

TEST(Message, OtherClientsAreNotStrict) {
  EXPECT_FALSE(strict("sdk-typescript", "0.100.0"));
  EXPECT_FALSE(strict("sdk-python", "0.100.0"));
  EXPECT_FALSE(strict("", "0.100.0"));
}

TEST(Message, HeaderNamesCompareWithoutCase) {
  Headers headers;
  headers.add("X-One", "1");
  headers.add("x-one", "2");
  headers.add("Other", "");
  EXPECT_EQ(headers.get("x-ONE"), "1");
  EXPECT_EQ(headers.count("X-ONE"), 2U);
  EXPECT_TRUE(headers.has("other"));
  EXPECT_EQ(headers.get("absent"), "");
  EXPECT_FALSE(headers.has("absent"));
  EXPECT_FALSE(headers.has("X-On"));
}

TEST(Message, OnlyAsciiLettersHaveCase) {
  EXPECT_TRUE(same_name("AZ[", "az["));
  EXPECT_FALSE(same_name("[", "{"));
  EXPECT_FALSE(same_name("@", "`"));
}

Task<std::vector<std::string>> texts_of(std::unique_ptr<BodySource> source) {
  std::vector<std::string> out;
  while (auto piece = co_await source->next()) out.push_back(std::get<std::string>(*piece));
  co_return out;
}

TEST(Message, ABodyOfOnePieceGivesThatPieceOnce) {
  asio::io_context loop(1);
  EXPECT_EQ(run_on(loop, texts_of(single_piece("text"))), std::vector<std::string>{"text"});
}

}  // namespace
}  // namespace toolbox
