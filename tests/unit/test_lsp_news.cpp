#include <gtest/gtest.h>

#include <boost/asio/io_context.hpp>
#include <set>

#include "lsp/limits.h"
#include "lsp/news.h"
#include "lsp/uri.h"

namespace toolbox {
namespace {

class LspNews : public testing::Test {
 protected:
  void publish(const std::string& path, const std::string& message, std::size_t size = 100) {
    news.note_diagnostics({{"uri", file_uri(path)}, {"diagnostics", {{{"message", message}}}}}, size, ++now);
  }
  void progress(const std::string& token, const char* kind, const std::string& text) {
    const char* const name = std::string(kind) == "begin" ? "title" : "message";
    news.note_progress({{"token", token}, {"value", {{"kind", kind}, {name, text}}}}, ++now);
  }
  std::string message(const std::string& path) {
    const auto* known = news.diagnostics(path);
    return known == nullptr ? "none" : known->items.list->at(0).at("message").get<std::string>();
  }

  asio::io_context loop;
  std::set<std::string> open;
  std::uint64_t now = 0;
  ServerNews news{loop.get_executor(), [this](const std::string& path) { return open.contains(path); }};
};

TEST_F(LspNews, TheLastDiagnosticsCount) {
  publish("/a", "first");
  publish("/b", "other");
  publish("/a", "second");
  EXPECT_EQ(message("/a"), "second");
  EXPECT_EQ(news.diagnostics("/a")->came, 3U);
  news.forget("/a");
  EXPECT_EQ(message("/a"), "none");
  EXPECT_EQ(message("/b"), "other");
}

TEST_F(LspNews, WhatIsNoneIsIgnored) {
  const Json list = {{{"message", "x"}}};
  for (const Json& params :
       {Json(), Json(5), Json{{"uri", "file:///a"}}, Json{{"uri", 5}, {"diagnostics", list}},
        Json{{"uri", "untitled:a"}, {"diagnostics", list}}, Json{{"uri", "file:///a"}, {"diagnostics", "x"}}})
    news.note_diagnostics(params, 10, ++now);
  EXPECT_EQ(news.diagnostics("/a"), nullptr);
  EXPECT_EQ(news.quiet_from(), std::chrono::steady_clock::time_point());
}

TEST_F(LspNews, TheSameAgainAndAgainIsNoNews) {
  for (int i = 0; i <= limits::lsp_repeated; ++i) {
    const auto before = news.quiet_from();
    publish("/a", "same");
    EXPECT_GT(news.quiet_from(), before);
  }
  const auto before = news.quiet_from();
  publish("/a", "same");
  EXPECT_EQ(news.quiet_from(), before);
  EXPECT_EQ(news.diagnostics("/a")->came, now);
  publish("/a", "else");
  EXPECT_GT(news.quiet_from(), before);
}

TEST_F(LspNews, TheOldestGoesUnlessItIsOpen) {
  open = {"/0"};
  for (std::size_t i = 0; i <= limits::lsp_diagnosed; ++i) publish("/" + std::to_string(i), "x");
  EXPECT_EQ(message("/0"), "x");
  EXPECT_EQ(message("/1"), "none");
  EXPECT_EQ(message("/2"), "x");
}

TEST_F(LspNews, AllOfThemTogetherAreBounded) {
  publish("/a", "a", limits::lsp_diagnostics / 2);
  publish("/b", "b", limits::lsp_diagnostics / 2);
  publish("/b", "again", limits::lsp_diagnostics / 2);
  EXPECT_EQ(message("/a"), "a");
  publish("/c", "c", 1);
  EXPECT_EQ(message("/a"), "none");
  EXPECT_EQ(message("/b"), "again");
  EXPECT_EQ(message("/c"), "c");
}

TEST_F(LspNews, ItIsAtWhatItBeganLast) {
  EXPECT_FALSE(news.at_work());
  progress("z", "begin", "First");
  progress("a", "begin", "Second");
  progress("z", "report", "half");
  EXPECT_EQ(news.activity(), "Second");
  progress("a", "end", "");
  EXPECT_EQ(news.activity(), "First: half");
  progress("z", "end", "");
  progress("z", "report", "late");
  EXPECT_FALSE(news.at_work());
  EXPECT_EQ(news.activity(), "");
}

TEST_F(LspNews, WorkThatNeverEndsIsBounded) {
  for (std::size_t i = 0; i < 10 * limits::lsp_progresses; ++i) progress(std::to_string(i), "begin", "x");
  for (std::size_t i = 9 * limits::lsp_progresses; i < 10 * limits::lsp_progresses; ++i)
    progress(std::to_string(i), "end", "");
  EXPECT_FALSE(news.at_work());
  progress("long", "begin", std::string(1'000'000, 'x'));
  EXPECT_LT(news.activity().size(), 1000U);
}

}  // namespace
}  // namespace toolbox
