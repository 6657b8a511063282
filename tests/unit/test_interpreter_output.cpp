#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "base/limits.h"
#include "interpreter/output_text.h"

namespace toolbox {
namespace {

TEST(InterpreterMessages, HaveFiveKeysAndNoMore) {
  EXPECT_EQ(output_message("stdout", "a\"b\n"),
            R"({"type":"stdout","text":"a\"b\n","name":"","value":"","traceback":""})");
  EXPECT_EQ(error_message("E", "v", "t"),
            R"({"type":"error","text":"","name":"E","value":"v","traceback":"t"})");
  EXPECT_EQ(completion_message("completed"),
            R"({"type":"control","text":"completed","name":"","value":"","traceback":""})");
}

TEST(InterpreterMessages, InvalidBytesAreReplaced) {
  EXPECT_EQ(Json::parse(output_message("stdout",
                                       "a\xff"
                                       "b"))["text"],
            "a\xef\xbf\xbd"
            "b");
}

TEST(InterpreterMessages, ADisplayHasItsBundleBesideTheFive) {
  const Json frame{{"op", "display"}, {"text", "hi"}, {"data", {{"text/plain", "hi"}}}, {"result", true}};
  const Json message = Json::parse(display_message(frame));
  EXPECT_EQ(message["type"], "display");
  EXPECT_EQ(message["text"], "hi");
  EXPECT_EQ(message["name"], "");
  EXPECT_EQ(message["data"], frame["data"]);
  EXPECT_EQ(message["metadata"], Json::object());
  EXPECT_EQ(message["result"], true);
  EXPECT_FALSE(message.contains("chart"));
}

TEST(InterpreterMessages, ADisplayOfNonsenseIsStillAMessage) {
  const Json message = Json::parse(display_message(Json{{"text", 1}, {"data", "x"}, {"chart", 2}}));
  EXPECT_EQ(message["text"], "");
  EXPECT_EQ(message["data"], Json::object());
  EXPECT_EQ(message["result"], false);
  EXPECT_FALSE(message.contains("chart"));
}

TEST(TextPieces, ACharacterThatComesInPiecesStaysWhole) {
  const std::string text = "žluť 😀 ☃";
  for (std::size_t size = 1; size <= text.size(); ++size) {
    TextPieces pieces;
    std::string joined;
    for (std::size_t at = 0; at < text.size(); at += size) {
      for (const auto& piece : pieces.feed(std::string_view(text).substr(at, size))) {
        EXPECT_EQ(Json::parse(output_message("stdout", piece))["text"], piece);  // nothing was replaced
        joined += piece;
      }
    }
    EXPECT_EQ(joined + pieces.rest(), text);
  }
}

TEST(TextPieces, NoneIsLongerThanAMessageMayBe) {
  std::string text;
  while (text.size() < 3 * limits::worker_piece) text += "€";
  TextPieces pieces;
  std::string joined;
  for (const auto& piece : pieces.feed(text)) {
    EXPECT_LE(piece.size(), limits::worker_piece);
    EXPECT_EQ(piece.size() % 3, 0U);
    joined += piece;
  }
  EXPECT_EQ(joined, text);
}

TEST(TextPieces, TheRestIsWhatNeverBecameACharacter) {
  TextPieces pieces;
  EXPECT_EQ(pieces.feed("ab\xe2\x82"), std::vector<std::string>{"ab"});
  EXPECT_EQ(pieces.rest(), "\xe2\x82");
  EXPECT_EQ(pieces.rest(), "");
}

}  // namespace
}  // namespace toolbox
