#include <gtest/gtest.h>

#include <string>

#include "http/content_disposition.h"
#include "http/mime.h"
#include "http/parameters.h"

namespace toolbox {
namespace {

TEST(ContentDisposition, CarriesTheNameTwice) {
  EXPECT_EQ(content_disposition("attachment", "a b.txt"),
            "attachment; filename=\"a b.txt\"; filename*=utf-8''a%20b.txt");
  EXPECT_EQ(content_disposition("form-data; name=\"file\"", "/tmp/a"),
            "form-data; name=\"file\"; filename=\"/tmp/a\"; filename*=utf-8''%2Ftmp%2Fa");
}

TEST(ContentDisposition, Latin1IsRawAndTheRestUnderscores) {
  EXPECT_EQ(content_disposition("attachment", "\u00e9\u00ff\u2603\U0001F600.x"),
            "attachment; filename=\"\xe9\xff__.x\"; filename*=utf-8''%C3%A9%C3%BF%E2%98%83%F0%9F%98%80.x");
}

TEST(ContentDisposition, NothingBreaksOut) {
  EXPECT_EQ(content_disposition("attachment", "q\"b\\n\r\n\t\x7f\u0085"),
            "attachment; filename=\"q\\\"b\\\\n_____\"; filename*=utf-8''q%22b%5Cn%0D%0A%09%7F%C2%85");
}

TEST(ContentDisposition, BytesThatAreNotUtf8) {
  EXPECT_EQ(content_disposition("attachment",
                                "\xff\xfe"
                                "a"),
            "attachment; filename=\"__a\"; filename*=utf-8''%FF%FEa");
}

TEST(ContentDisposition, IsReadBackByTheParser) {
  const auto value = parse_parameterized(content_disposition("Form-Data; name=\"fi\\\"le\"", "a;\"b\\.c"));
  EXPECT_EQ(value.value, "form-data");
  EXPECT_EQ(value.get("name"), "fi\"le");
  EXPECT_EQ(value.get("filename"), "a;\"b\\.c");
  EXPECT_EQ(value.get("filename*"), "utf-8''a%3B%22b%5C.c");
  EXPECT_EQ(value.get("other"), std::nullopt);
}

TEST(Parameters, WhatIsMalformedIsSkipped) {
  for (const char* text : {"", ";", ";;=;", "a;=", "a; b; c=", "a; b=\"", "a; b=\"\\", "a; b=\"x\"y; c=1"}) {
    parse_parameterized(text);
  }
  EXPECT_EQ(parse_parameterized("a; b=\"x\"y; c=1").get("c"), "1");
  EXPECT_EQ(parse_parameterized("a; flag; c = 1 ").get("c"), "1");
}

TEST(MediaType, ByExtension) {
  EXPECT_EQ(media_type_of("/a/b.TXT"), "text/plain; charset=utf-8");
  EXPECT_EQ(media_type_of("a.tar.gz"), "application/gzip");
  EXPECT_EQ(media_type_of(".json"), "application/json");
  for (const char* path : {"", "a", "a.", "a.none", "/a.txt/b", "txt"}) {
    EXPECT_EQ(media_type_of(path), "application/octet-stream") << path;
  }
}

}  // namespace
}  // namespace toolbox
