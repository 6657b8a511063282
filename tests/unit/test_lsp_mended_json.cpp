#include <gtest/gtest.h>

#include "base/codec.h"
#include "lsp/mended_json.h"

namespace toolbox {
namespace {

TEST(LspMendedJson, HalvesOfPairsAndInvalidBytesBecomeReplacementCharacters) {
  EXPECT_EQ(mended_json(R"({"a":"\ud83d"})"), R"({"a":"\ufffd"})");
  EXPECT_EQ(mended_json(R"("\ude00\ud83d\ud83d\ude00 \uD83Dx")"), R"("\ufffd\ufffd\ud83d\ude00 \ufffdx")");
  EXPECT_EQ(mended_json("\"\xFF\""), "\"\xEF\xBF\xBD\"");
}

TEST(LspMendedJson, WhatIsRightStays) {
  for (const char* text :
       {R"("\\ud83d")", R"("\n\u00e9\ud83d\ude00")", R"({"a":[1,"\""]})", "", "\\", R"("\u12)"}) {
    EXPECT_EQ(mended_json(text), text);
  }
}

TEST(LspMendedJson, ItCanBeParsed) {
  EXPECT_TRUE(parse_json(mended_json("{\"a\":\"\\ud83d \xC3\"}")).fault.empty());
}

}  // namespace
}  // namespace toolbox
