#include <gtest/gtest.h>

#include "lsp/watchers.h"

namespace toolbox {
namespace {

std::vector<Watcher> watchers(const char* pattern) {
  Json registration = {{"registerOptions", {{"watchers", Json::array({Json::parse(pattern)})}}}};
  return watchers_of(registration, "/p");
}

bool wants(const char* pattern, const char* path, FileEvent::Kind kind = FileEvent::changed) {
  const auto all = watchers(pattern);
  return !all.empty() && all.front().wants({path, kind});
}

TEST(LspWatchers, PatternsAreRelativeToTheProject) {
  EXPECT_TRUE(wants(R"({"globPattern":"**/*.py"})", "/p/a/b.py"));
  EXPECT_FALSE(wants(R"({"globPattern":"**/*.py"})", "/q/b.py"));
  EXPECT_FALSE(wants(R"({"globPattern":"*.py"})", "/p/a/b.py"));
  EXPECT_TRUE(wants(R"({"globPattern":"/p/*.py"})", "/p/b.py"));
}

TEST(LspWatchers, OrToABase) {
  const char* next = R"({"globPattern":{"baseUri":"file:///p/app/%5Bslug%5D","pattern":"*.ts"}})";
  EXPECT_TRUE(wants(next, "/p/app/[slug]/a.ts"));
  EXPECT_FALSE(wants(next, "/p/app/s/a.ts"));
  EXPECT_TRUE(
      wants(R"({"globPattern":{"baseUri":{"uri":"file:///p","name":"p"},"pattern":"**"}})", "/p/x/y"));
  EXPECT_TRUE(wants(R"({"globPattern":{"baseUri":"file:///","pattern":"p/*"}})", "/p/x"));
  EXPECT_FALSE(wants(R"({"globPattern":{"baseUri":"file:///elsewhere","pattern":"**"}})", "/p/x"));
}

TEST(LspWatchers, KindsAreBits) {
  EXPECT_TRUE(wants(R"({"globPattern":"*","kind":1})", "/p/x", FileEvent::created));
  EXPECT_FALSE(wants(R"({"globPattern":"*","kind":1})", "/p/x", FileEvent::changed));
  EXPECT_TRUE(wants(R"({"globPattern":"*","kind":4})", "/p/x", FileEvent::deleted));
}

TEST(LspWatchers, WhatIsNoRegistrationThrows) {
  EXPECT_THROW(watchers(R"({})"), Json::exception);
  EXPECT_THROW(watchers_of(Json::object(), "/p"), Json::exception);
}

}  // namespace
}  // namespace toolbox
